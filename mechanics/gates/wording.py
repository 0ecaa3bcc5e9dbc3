"""What the scenario's words say against the model: the order of turns, and damping that nobody asked for."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sobremesa.mechanics import ir
from sobremesa.mechanics.gates.gate import Gate
from sobremesa.mechanics.gates.traps import trap
from sobremesa.mechanics.ir.facts import owner
from sobremesa.mechanics.ir.walk import every, field_of, uncast

IN_TURN = re.compile(
    r"\bone after (?:another|the other)\b|\bone by one\b|\bone at a time\b|\bin turns?\b|\btak(?:e|es|ing) turns\b"
    r"|\bsequentially\b|\basynchronous(?:ly)?\b",
    re.IGNORECASE,
)
AT_ONCE = re.compile(
    r"\bat the same (?:time|moment)\b|\bsimultaneous(?:ly)?\b|\ball at once\b|\bin parallel\b|\bsynchronous(?:ly)?\b",
    re.IGNORECASE,
)
ASKED_FOR = re.compile(
    r"\b(?:calm|cool|decay|fade|forg[eo]t|recover|relax|wear|wane|declin|dissipat|subsid|ebb|los[et]|return|revert|drop)",
    re.IGNORECASE,
)


def worded(program: ir.Program, text: str) -> Iterator[Gate]:
    """The gates that hold the rules against the text."""
    yield _order(program, text)
    yield _damping(program, text)


def _order(program: ir.Program, text: str) -> Gate:
    in_turn, at_once = IN_TURN.search(text), AT_ONCE.search(text)
    rules = [(n, rule) for n, rule in enumerate(program.rules) if rule.who != "model" and _looks_at_others(rule)]
    if bool(in_turn) == bool(at_once) or not rules:
        sentence = "The text does not say whether all act at the same time, or nobody looks at others."
        return Gate(code="order_of_turns", family="trap", outcome="not applicable", sentence=sentence)
    orders = {rule.order == "together" for _, rule in rules}
    wanted = at_once is not None
    said = (at_once or in_turn or re.match("", "")).group(0)  # type: ignore[union-attr]
    if wanted in orders:
        return trap("order_of_turns", None, f"Turns are taken as the text says it: “{said}”.", "")
    number, rule = rules[0]
    acts = "one after another" if wanted else "all at the same time"
    told = f"The text says “{said}”, and in the rule {rule.name} they act {acts}."
    hint = "order: together" if wanted else "order: one_by_one (each once a step) or at_random"
    return trap("order_of_turns", (f"rules[{number}].order", told), "", hint)


def _looks_at_others(rule: ir.Rule) -> bool:
    """Whether the rule reads the state of others of the same type that some turn of it may change."""
    kind = owner(rule.who)
    own = {write.name for write in every(ir.SetField, rule.body)} | {
        write.name for write in every(ir.Deposit, rule.body)
    }
    return any(
        not read.own and isinstance(read.of.type, ir.Ref) and read.of.type.of == kind and read.name in own
        for read in every(ir.FieldRead, rule.when, rule.body)
    )


def _damping(program: ir.Program, text: str) -> Gate:
    """An assumed parameter that takes something away from what one has, whatever others do."""
    found = None
    for number, rule in enumerate(program.rules):
        for write in every(ir.SetField, rule.body):
            for name in _pulling(write, program, write in rule.body):
                assumed = program.document.parameters[name].source in ("assumed", "inferred")
                if assumed and program.document.parameters[name].value and not ASKED_FOR.search(text) and found is None:
                    told = (
                        f"Nobody said that {write.name} falls off by itself: the rule {rule.name} does that by {name}, "
                    )
                    found = (f"rules[{number}].do", told + "which is assumed.")
    hint = "leave it out, or keep it with a parameter that says why and an arm in which it is 0"
    return trap("unasked_damping", found, "Nothing falls off by itself that nobody asked for.", hint, doubt=True)


def _pulling(write: ir.SetField, program: ir.Program, always: bool) -> Iterator[str]:
    """The parameters that wear the own value down: by a part of itself, or (`always`) by so much, to a floor."""
    declared = field_of(ir.FieldRead(write.of, write.name, write.value.type, True), program) if write.of else None
    floored = always and declared is not None and declared.low is not None
    value = uncast(write.value)
    if not (isinstance(write.of, ir.SelfRead) and isinstance(value, ir.Binary) and write.value.type is ir.Scalar.FLOAT):
        return
    if value.op == "*":
        yield from (side.name for side in map(uncast, (value.left, value.right)) if isinstance(side, ir.ParameterRead)
                    and _own(value, write))  # fmt: skip
    if value.op not in ("+", "-") or not _is_own(value.left, write):
        return
    change = uncast(value.right)
    for much in (change.then, change.other) if isinstance(change, ir.Choose) else (change,):
        part, falls = _signed(uncast(much), value.op == "-")
        if falls and floored and isinstance(part, ir.ParameterRead):
            yield part.name
        if falls and isinstance(part, ir.Binary) and part.op == "*" and _own(part, write):
            yield from (s.name for s in map(uncast, (part.left, part.right)) if isinstance(s, ir.ParameterRead))


def _signed(part: ir.Expr, falls: bool) -> tuple[ir.Expr, bool]:
    """A term without its minus, and whether it is taken away."""
    negative = isinstance(part, ir.Unary) and part.op == "-"
    return (uncast(part.value), not falls) if isinstance(part, ir.Unary) and negative else (part, falls)


def _own(product: ir.Binary, write: ir.SetField) -> bool:
    return _is_own(product.left, write) or _is_own(product.right, write)


def _is_own(expr: ir.Expr, write: ir.SetField) -> bool:
    expr = uncast(expr)
    return isinstance(expr, ir.FieldRead) and expr.own and expr.name == write.name
