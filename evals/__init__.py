"""How far the translation of words into models can be trusted: scenarios, what is expected of them, and scores.

Read: `scenario` (what is asked, and what is expected), `record` (the answers of a language model, kept), `played`
(those answers read again, offline), then what is scored: `numbers`, `answers`, `gates`, `stability`; `experiment`
makes a LangSmith dataset and evaluators of them; `score` writes the table of `docs/evaluation.md`.

    python -m evals.record --endpoint http://127.0.0.1:8080/v1 --model NAME -o evals/recorded/NAME.jsonl
    python -m evals.score
"""
