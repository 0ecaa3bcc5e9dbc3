"""Traps that the field knows, seen in the rules without running them."""

from __future__ import annotations

from collections.abc import Iterator

from sobremesa.mechanics import ir
from sobremesa.mechanics.asked import scenario_arm
from sobremesa.mechanics.gates.entering import Entry, entries, named_state
from sobremesa.mechanics.gates.gate import Gate
from sobremesa.mechanics.gates.spreading import spreads
from sobremesa.mechanics.ir.sizes import Sizes, sizes_of, value_of
from sobremesa.mechanics.ir.walk import every, field_of, uncast

ROUNDING = 1e-9
MOST_OPEN = 1e6
"""Larger than any product of shares and rates: beyond it nothing is known of a number."""


def traps(program: ir.Program) -> Iterator[Gate]:
    """The gates of this family that need no text."""
    yield _anyone(program)
    yield _both_stop(program)
    yield _rates(program)
    yield _exposure(program)


def trap(code: str, found: tuple[str, str] | None, clear: str, hint: str, *, doubt: bool = False) -> Gate:
    """A trap that was met (its place and what stands there), or not."""
    place, sentence = ("rules", clear) if found is None else found
    outcome = "passed" if found is None else "failed"
    return Gate.model_validate(
        {"code": code, "family": "trap", "outcome": outcome, "sentence": sentence, "doubt": doubt, "place": place}
        | {"hint": hint}
    )


def _anyone(program: ir.Program) -> Gate:
    """Someone gets into a state that can be left for good, whatever state they are in."""
    known = entries(program)
    found = None
    for entry in known:
        if _spreading(entry) and not entry.about(entry.holder) and _left_for_good(program, known, entry):
            told = f"The rule {entry.rule.name} makes anyone {named_state(program, entry)}"
            found = (entry.place, f"{told}, even those who have left that state.")
            break
    hint = "test the state of whoever is met: only those who are not in it yet, and have not left it, get into it"
    return trap("reaches_anyone", found, "Whoever gets into a state that spreads is tested first.", hint)


def _spreading(entry: Entry) -> bool:
    """Whether the state comes from someone else: one acts on another, or looks at others in that state."""
    if not entry.own:
        return isinstance(entry.holder, ir.OneOf | ir.LocalRead | ir.BestOf)
    reads = every(ir.FieldRead, tuple(c for c, _ in entry.conditions))
    return any(read.name == entry.field and not read.own for read in reads)


def _left_for_good(program: ir.Program, known: tuple[Entry, ...], entry: Entry) -> bool:
    """Whether some rule leads out of the state into a third one."""
    field = next((f for a in program.agents if a.name == entry.kind for f in a.fields if f.name == entry.field), None)
    if field is None:
        return False
    same = [other for other in known if (other.kind, other.field) == (entry.kind, entry.field)]
    if isinstance(field.type, ir.Label):
        entered = {other.value for other in same if _spreading(other)}
        return len(field.type.labels) > 2 and any(other.value not in entered and other.own for other in same)
    beside = {
        other.field for other in known
        if other.rule is entry.rule and other.holder == entry.holder and other.value is True
        and other.field != entry.field and other.conditions == entry.conditions
    }  # fmt: skip
    ended = {other.field for other in known if other.value is False}
    return entry.value is True and entry.field in ended and bool(beside - ended)


def _both_stop(program: ir.Program) -> Gate:
    """Of two who spread and meet both stop, though one of them did the telling."""
    known, found = entries(program), None
    for entry in known:
        if entry.own or entry.value is not False or not _meets(entry):
            continue
        own = [
            other for other in known
            if other.own and other.rule is entry.rule and (other.field, other.value) == (entry.field, entry.value)
        ]  # fmt: skip
        switched = any(c.type is ir.Scalar.BOOL and isinstance(c, ir.ParameterRead) for c, _ in entry.conditions)
        if own and not switched:
            what = f"Where two meet in the rule {entry.rule.name}, {entry.kind}.{entry.field} ends for both"
            told = f"{what}, though only one of them met the other: of a rumour then 0.285 never hear, not 0.203."
            found = (entry.place, told)
            break
    hint = "let only the one whose turn it is stop; if the text says that both do, put it under a bool parameter"
    return trap("both_stop", found, "Whoever meets another ends a state for itself alone.", hint)


def _meets(entry: Entry) -> bool:
    own = any(
        holds and isinstance(c, ir.FieldRead) and c.own and c.name == entry.field for c, holds in entry.conditions
    )
    return own and isinstance(entry.holder, ir.OneOf)


def _rates(program: ir.Program) -> Gate:
    """A chance that comes out above 1: a rate that was taken for a probability."""
    sizes, found = sizes_of(program, scenario_arm(program.document)), None
    for number, rule in enumerate(program.rules):
        for draw in every(ir.Draw, rule.when, rule.body):
            most = _most(draw.arguments[0], sizes) if draw.distribution == "chance" else None
            if found is None and most is not None and 1 + ROUNDING < most < MOST_OPEN:
                told = f"A chance in the rule {rule.name} comes to {most:.4g}; above 1 it is cut off."
                found = (f"rules[{number}].do", told)
    hint = "a rate r over a time dt is chance(1 - exp(-r * dt)); of n who each succeed with p, 1 - (1 - p) ** n"
    return trap("rate_as_probability", found, "No chance comes to more than 1.", hint)


def _most(expr: ir.Expr, sizes: Sizes) -> float | None:
    """The most that a product of parameters, shares and numbers of others can come to; None of anything else."""
    expr = uncast(expr)
    known = value_of(expr, sizes.values)
    if known is not None:
        return known
    match expr:
        case ir.Binary(op="*"):
            left, right = _most(expr.left, sizes), _most(expr.right, sizes)
            return None if left is None or right is None else left * right
        case ir.Binary(op="/"):
            left, by = _most(expr.left, sizes), value_of(expr.right, sizes.values)
            return None if left is None or not by or by < 0 else left / by
        case ir.Aggregate(kind="count"):
            return sizes.of(expr.source)
        case ir.Aggregate(kind="mean", value=value) if value is not None:
            return _most(value, sizes)
        case ir.FieldRead():
            field = field_of(expr, sizes.program)
            return None if field is None or field.high is None else value_of(field.high, sizes.values)
    return 1.0 if expr.type is ir.Scalar.BOOL else None


def _exposure(program: ir.Program) -> Gate:
    """Catching it must not become less likely the more others have it."""
    values = sizes_of(program, scenario_arm(program.document)).values
    found = None
    for spread in spreads(program):
        less, more = spread.probability(0.0, values), spread.probability(1.0, values)
        if less is not None and more is not None and more < less - ROUNDING:
            entry = spread.entry
            told = (
                f"In the rule {entry.rule.name}, {entry.kind}.{entry.field} is the less likely the more others have it"
            )
            found = found or (entry.place, f"{told}: {less:.3g} where nobody has, {more:.3g} where all do.")
    hint = "what spreads has chance(1 - exp(-rate * share)) or chance(1 - (1 - p) ** number)"
    return trap("less_with_exposure", found, "Nothing spreads the less the more others have it.", hint)
