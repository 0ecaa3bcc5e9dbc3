"""The options that commands share, and how their text becomes fields of a request."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sobremesa.cli.console import say
from sobremesa.errors import BadRequestError

if TYPE_CHECKING:
    from sobremesa.nodes import estimate
    from sobremesa.nodes.settings import Settings

QUOTA = re.compile(r"\s*(?P<label>\S.*?)\s+(?P<count>\d+(?:\.\d+)?)\s*%?\s*\Z")

Scenario = Annotated[str, typer.Argument(help="Who is involved and what happens, in plain words; - reads stdin.")]
Mode = Annotated[str, typer.Option(help="auto, mechanics, social or hybrid.")]
Facts = Annotated[str | None, typer.Option("--context", help="Facts as a JSON object, or @FILE with one.")]
NumAgents = Annotated[int | None, typer.Option("--agents", help="How many agents (in social mode: personas).")]
Steps = Annotated[int | None, typer.Option(help="How many steps of the model's clock.")]
Rounds = Annotated[int | None, typer.Option(help="How many rounds the personas talk.")]
TurnTaking = Annotated[
    str | None,
    typer.Option(help="simultaneous (all at once, as a rule), round_robin, or urgency: who is spoken to goes first."),
]
Events = Annotated[
    list[str] | None,
    typer.Option("--event", help='Something that happens in a round, as "3: the lights go out"; repeat for more.'),
]
Scenes = Annotated[
    list[str] | None,
    typer.Option("--scene", help='Another place or time from a round on, as "4: the next morning"; repeat for more.'),
]
Personas = Annotated[
    list[str] | None, typer.Option("--persona", help='Someone who talks, as "role: traits"; repeat for more.')
]
Sheet = Annotated[
    Path | None,
    typer.Option("--personas", help="A file of cards (YAML): who talks. `sobremesa cast` writes one.", dir_okay=False),
]
Quotas = Annotated[
    list[str] | None,
    typer.Option(
        "--quota",
        help='A sample instead: of a dimension how many of which, as "age: 18-34 3, 35-80 2" or "opinion: for 40%, '
        'against 60%"; repeat for more.',
    ),
]
Seed = Annotated[int, typer.Option(help="The same seed gives the same bits.")]
Replicates = Annotated[int | None, typer.Option(help="How many runs of each arm (30 if not given).")]
RunsOrTalks = Annotated[
    int | None,
    typer.Option(
        "--replicates",
        help="How many runs of each arm (30 if not given), or, where people talk without a model, conversations (1).",
    ),
]
Masked = Annotated[
    bool | None,
    typer.Option(
        "--masked/--no-masked",
        help="Hold conversations again without whoever moved the others most; if not given, only in rehearsal.",
    ),
]
Coupled = Annotated[
    str | None,
    typer.Option(
        help="Where people and a model act on each other: both (if not given), see (they move nothing), move (they see "
        "nothing), or apart: each by itself, and held against the other."
    ),
]
Conversations = Annotated[
    int | None, typer.Option(help="How many conversations are held beside a model, for an interval on what talk does.")
]
Exchanged = Annotated[
    bool | None,
    typer.Option(
        "--exchanged/--no-exchanged",
        help="Hold one more beside the model in which all sit in another's place; if not given, only in rehearsal.",
    ),
]
Crowd = Annotated[
    int | None,
    typer.Option(
        help="How far so many people would follow those who talk, if they moved by the law that these follow."
    ),
]
Precision = Annotated[
    float | None,
    typer.Option(help="Run until the headline's 95% interval reaches this far to either side at most, in its unit."),
]
Model = Annotated[str | None, typer.Option(help="The language model, instead of SOBREMESA_MODEL.")]
Gguf = Annotated[
    Path | None,
    typer.Option(help="A file with a language model (GGUF), served here and asked.", exists=True, dir_okay=False),
]
Recompile = Annotated[
    bool, typer.Option("--recompile", help="Ask the language model for the model anew, though it has written one.")
]
ModelForms = Annotated[
    int,
    typer.Option(
        help="Run up to so many (2 or 3) models that differ in structure and all fit the text, and say whether the "
        "answer depends on which one it is."
    ),
]
Review = Annotated[
    bool, typer.Option("--review", help="Show the model before it runs, and wait: `sobremesa resume` replies.")
]
DryRun = Annotated[
    bool, typer.Option("--dry-run", help="Only tell what the run would take of a language model; nothing is asked.")
]
Latency = Annotated[
    str | None,
    typer.Option(help="With --dry-run: seconds until an answer begins, and tokens a second after that (1/60)."),
]
Prune = Annotated[bool, typer.Option("--prune", help="Tell which finished runs would be removed; with --yes, do it.")]
OlderThan = Annotated[float | None, typer.Option(help="With --prune: only those that are older than so many days.")]
Keep = Annotated[int, typer.Option(help="With --prune: not the latest so many of all runs.")]
Unfinished = Annotated[
    bool,
    typer.Option("--unfinished", help="With --prune: also those that failed, were interrupted, or wait for a reply."),
]
Yes = Annotated[bool, typer.Option("--yes", help="With --prune: remove them, and what only they hold.")]
AsJson = Annotated[bool, typer.Option("--json", help="The result as JSON on stdout.")]
Out = Annotated[
    Path | None,
    typer.Option("--out", "-o", help="Write it to this file (.html, .json, else Markdown).", dir_okay=False),
]


def read_settings(model: str | None, gguf: Path | None) -> Settings:
    """The operator's settings, with the language model that a command names. Raises BadRequestError, SettingsError."""
    from sobremesa.nodes.settings import Settings

    settings = Settings.from_env().with_gguf(gguf)
    if model is not None and settings.gguf is not None:
        raise BadRequestError("A file (--gguf, SOBREMESA_GGUF) is one model: leave --model away, or the file.")
    if model is not None and not settings.uses_language_model:
        say("--model has no effect without a key: set OPENAI_API_KEY.")
    return settings.with_model(model)


def read_scenario(text: str) -> str:
    """The scenario as given, or from stdin for `-`."""
    return sys.stdin.read().strip() if text == "-" else text


def read_facts(text: str | None) -> dict[str, Any] | None:
    """The context as a mapping. Raises BadRequestError."""
    if text is None:
        return None
    try:
        facts = json.loads(Path(text[1:]).read_text(encoding="utf-8") if text.startswith("@") else text)
    except OSError as error:
        raise BadRequestError(f"--context must be a JSON object or @FILE with one: {error.strerror}.") from None
    except ValueError as error:
        raise BadRequestError(f"--context must be a JSON object or @FILE with one: {error}.") from None
    if not isinstance(facts, dict):
        raise BadRequestError('--context must be a JSON object, for example {"city": "Oslo", "people": 500}.')
    return facts


def read_latency(text: str | None) -> estimate.Latency | None:
    """`1.5/40` as seconds until an answer begins and tokens a second. Raises BadRequestError."""
    if text is None:
        return None
    from sobremesa.nodes.estimate import Latency

    first, _, rate = text.partition("/")
    try:
        return Latency(first=float(first), tokens_a_second=float(rate))
    except ValueError:
        raise BadRequestError("--latency must be two numbers from 0, as 1.5/40: seconds and tokens a second.") from None


def read_personas(texts: list[str] | None) -> list[dict[str, str]] | None:
    """Each `role: traits` as a mapping; the traits may be left out. Raises BadRequestError."""
    if not texts:
        return None
    pairs = [tuple(part.strip() for part in text.partition(":")) for text in texts]
    if not all(role for role, _, _ in pairs):
        raise BadRequestError('--persona must name a role, with traits or without: --persona "nurse: anxious".')
    return [{"role": role, "traits": traits} for role, _, traits in pairs]


def read_sheet(file: Path | None) -> str | None:
    """The text of a file of cards. Raises BadRequestError where it can't be read."""
    from sobremesa.cards import text_of

    return text_of(file)


def read_quotas(texts: list[str] | None) -> dict[str, dict[str, float]] | None:
    """Each `dimension: label count, label count` as a mapping of labels to counts or shares. Raises BadRequestError."""
    if not texts:
        return None
    quotas: dict[str, dict[str, float]] = {}
    for text in texts:
        dimension, _, listed = text.partition(":")
        shares = [QUOTA.match(part) for part in listed.split(",")]
        if not dimension.strip() or not all(shares) or dimension.strip() in quotas:
            raise BadRequestError(
                f'--quota must be DIMENSION: LABEL COUNT, LABEL COUNT, … and each dimension once, not "{text[:80]}".'
            )
        quotas[dimension.strip()] = {share["label"]: float(share["count"]) for share in shares if share}
    return quotas


def read_happenings(events: list[str] | None, scenes: list[str] | None) -> list[dict[str, Any]] | None:
    """Each `round: what happens` as a mapping. Raises BadRequestError."""
    given = [("event", text) for text in events or ()] + [("scene", text) for text in scenes or ()]
    return [_happening(kind, text) for kind, text in given] or None


def _happening(kind: str, text: str) -> dict[str, Any]:
    spoken, _, what = (part.strip() for part in text.partition(":"))
    if not spoken.isascii() or not spoken.isdecimal() or not what:
        raise BadRequestError(f'--{kind} must say in which round, and what: --{kind} "3: the lights go out".')
    return {"round": int(spoken), "what": what, "kind": kind}
