"""Another form without a language model: one that the library knows for the model, where nothing speaks against it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sobremesa.mechanics import library
from sobremesa.mechanics.diagnostics import DocumentError
from sobremesa.mechanics.library import LibraryForm
from sobremesa.nodes.contract import Request
from sobremesa.nodes.interpreter import Formed, NoForm, Taken
from sobremesa.nodes.reading.stems import stems_in
from sobremesa.nodes.reading.tokens import tokenise
from sobremesa.personas.english import listed

NONE = "The library knows no other form of its model {model}."
NO_MORE = "The library knows no further form of its model {model}."
SETTLED = "the form “{form}” does not fit, since the text says “{words}”"
LOST = "the form “{form}” has no use for {figures}, which was given"
IMPOSSIBLE = "the form “{form}” can't be run with these figures"


def library_form(request: Request, taken: Sequence[Taken]) -> Formed | NoForm:
    """The next form of the first one's library model that the scenario leaves open; or why there is none."""
    first = taken[0]
    known = None if first.library is None else library.forms(first.library)
    if first.library is None or known is None:
        return NoForm(why=NONE.format(model=first.library or first.document.model))
    names = {form.name for form in taken}
    against: list[str] = []
    for form in known.forms:
        if form.name in names:
            continue
        reason = next(_against(request, first, form), None)
        if reason is None:
            made = {"name": form.name, "first": known.first, "ask": form.ask}
            return Formed(document=form.of(first.document), library=first.library, **made)
        against.append(reason)
    because = f" ({'; '.join(against)})" if against else ""
    return NoForm(why=f"{(NO_MORE if len(taken) > 1 else NONE).format(model=first.library)[:-1]} that fits{because}.")


def _against(request: Request, first: Taken, form: LibraryForm) -> Iterator[str]:
    """What speaks against a form: words that settle it, figures that it has no use for, or that it can't take."""
    text = tokenise(request.scenario)
    for hit in stems_in(text, form.settled):
        yield SETTLED.format(form=form.name, words=text.quote(*hit))
    lost = form.loses(first.document)
    if lost:
        yield LOST.format(form=form.name, figures=listed([f"the {name.replace('_', ' ')}" for name in lost]))
    if not _can_be_run(form, first):
        yield IMPOSSIBLE.format(form=form.name)


def _can_be_run(form: LibraryForm, first: Taken) -> bool:
    from sobremesa.mechanics.checking import check

    try:
        check(form.of(first.document))
    except DocumentError:
        return False
    return True
