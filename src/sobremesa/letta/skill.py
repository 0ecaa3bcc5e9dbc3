"""The skill for Letta Code: `skill.md` filled in from the contract."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.resources import files

from sobremesa.letta.offer import Offered
from sobremesa.nodes.contract import CONTRACT_VERSION, Judged, Result


def skill_text(tools: Sequence[Offered]) -> str:
    """The file as an agent reads it."""
    from jinja2 import Environment, StrictUndefined

    template = files("sobremesa.letta").joinpath("skill.md").read_text("utf-8")
    page = Environment(undefined=StrictUndefined, keep_trailing_newline=True, autoescape=False).from_string(template)
    return page.render(
        version=CONTRACT_VERSION,
        tools=[{"name": tool.name, "first": _first_sentence(tool.description)} for tool in tools],
        statuses=_words(Result.model_fields["status"].description),
        verdicts=_words(Judged.model_fields["word"].description),
    )


def _first_sentence(description: str) -> str:
    return description.split(". ", maxsplit=1)[0].rstrip(".") + "."


def _words(description: str | None) -> list[tuple[str, str]]:
    """What each word of a field means, from the field's own description: `done; running: call again; …`."""
    pairs = [part.strip().partition(":") for part in (description or "").split(";")]
    return [(word, meaning.strip() or "the answer is there") for word, _, meaning in pairs]
