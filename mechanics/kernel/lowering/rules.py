"""A rule as routines that are called one after another: everyone's turns, then what a `together` rule ends with."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace

from sobremesa.mechanics import ir
from sobremesa.mechanics.ir.facts import at_once, owner, pending_fields
from sobremesa.mechanics.ir.hoisting import hoistable
from sobremesa.mechanics.kernel.lowering import draws
from sobremesa.mechanics.kernel.lowering.deposits import settled
from sobremesa.mechanics.kernel.lowering.dispatch import after_settling, before_settling, value
from sobremesa.mechanics.kernel.lowering.expressions import number_of
from sobremesa.mechanics.kernel.lowering.lists import register_type
from sobremesa.mechanics.kernel.lowering.ordering import sorted_places
from sobremesa.mechanics.kernel.lowering.routine import Routine, Unit
from sobremesa.mechanics.kernel.lowering.scope import Scope, sites_in
from sobremesa.mechanics.kernel.lowering.statements import block, copy, declare_locals
from sobremesa.mechanics.kernel.lowering.storing import element, field_of, load, store
from sobremesa.mechanics.kernel.lowering.turns import turns
from sobremesa.mechanics.kernel.values import I64, POINTER, Value, Variable, integer


def rule_routines(rule: ir.Rule, unit: Unit) -> list[Routine]:
    """The routines of a rule, in the order in which they are called."""
    routines = [_turns(rule, unit)]
    if not at_once(rule):
        routines += [routine for ending in before_settling for routine in ending(rule, unit)]
        routines += settled(rule, unit)
    return [*routines, *(routine for ending in after_settling for routine in ending(rule, unit))]


def _turns(rule: ir.Rule, unit: Unit) -> Routine:
    routine = Routine(f"rule.{rule.name}", unit, rule.name)
    scope = Scope(routine, at_once=at_once(rule))
    declare_locals(scope, rule.body)
    if rule.who == "model":
        _model_turn(rule, scope)
    elif rule.order == "together":
        _together(rule, scope)
    elif rule.order == "one_by_one":
        _one_by_one(rule, scope)
    else:
        _at_random(rule, scope)
    routine.finish()
    return routine


def _model_turn(rule: ir.Rule, scope: Scope) -> None:
    with rewinding(scope):
        turn = scope.with_turn(None, None, integer(0), rule.when, rule.body)
        _act(rule, turn)


def _act(rule: ir.Rule, scope: Scope) -> None:
    """`when`, then the statements; the turn ends after them."""
    f, end = scope.f, scope.f.block()
    scope = replace(scope, turn_end=end)
    if rule.when is not None:
        body = f.block()
        f.branch(value(rule.when, scope), body, end)
        f.place(body)
    block(rule.body, scope)
    f.place(end)


@contextmanager
def rewinding(scope: Scope, before: int | None = None) -> Iterator[None]:
    """A turn within: what it takes from the arena is given back after it.

    `before` is the place before the loop of turns, all of which begin with the same arena.
    """
    place = scope.f.here if before is None else before
    taken = scope.routine.taken
    yield
    if scope.routine.taken > taken:
        mark = scope.routine.mark_at(place)
        scope.native("arena_rewind", scope.routine.place_of("arena"), mark)


# ------------------------------------------------------------------------------------------------ together


def _together(rule: ir.Rule, scope: Scope) -> None:
    kind, f = owner(rule.who), scope.f
    pending = pending_fields(rule)
    hoisted = _hoisted(rule, scope)
    draws.keep_blocks(scope, _sites(rule))
    rows, before = scope.rows(kind), f.here
    with turns(scope, rows) as row:
        scope.routine.says(number_of(scope, kind, row))
        own, aside = _begun(kind, pending, row, scope)
        with rewinding(scope, before):
            turn = scope.with_turn(kind, row, number_of(scope, kind, row), rule.when, rule.body)
            _act(rule, replace(turn, own=own, aside=aside, hoisted=hoisted))
        _ended(kind, own, row, scope)
    for name in pending:
        _exchange(f"{kind}.{name}", scope)


def _hoisted(rule: ir.Rule, scope: Scope) -> dict[int, Value]:
    """Aggregates that are the same for all, computed before the turns."""
    common = hoistable(rule, scope.program)
    if not common:
        return {}
    with rewinding(scope):
        return {id(each): value(each, scope.with_turn(None, None, integer(0), each)) for each in common}


def _sites(rule: ir.Rule) -> list[str]:
    """The sites of draws in a rule."""
    return list(dict.fromkeys(site.text for site in sites_in(rule.when, rule.body)))


def _begun(kind: str, pending: Sequence[str], row: Value, scope: Scope) -> tuple[dict[str, Variable], frozenset[str]]:
    """Own fields that others read meanwhile: numbers in a variable each, vectors in the second column."""
    own, aside, f = {}, set(), scope.f
    for name in pending:
        field = field_of(scope, kind, name)
        now = scope.column(f"{kind}.{name}")
        if isinstance(field.type, ir.Vector):
            new = scope.column(f"next:{kind}.{name}")
            copy(scope, element(scope, field.type, new, row), element(scope, field.type, now, row), field.type)
            aside.add(name)
        else:
            own[name] = f.variable(register_type(field.type), load(scope, field.type, now, row))
    return own, frozenset(aside)


def _ended(kind: str, own: dict[str, Variable], row: Value, scope: Scope) -> None:
    for name, variable in own.items():
        field = field_of(scope, kind, name)
        store(scope, field.type, scope.f.get(variable), scope.column(f"next:{kind}.{name}"), row)


def _exchange(name: str, scope: Scope) -> None:
    """The second column becomes the first, and the other way round."""
    first, second = scope.live(name, POINTER), scope.live(f"next:{name}", POINTER)
    scope.set_live(name, second)
    scope.set_live(f"next:{name}", first)


# ------------------------------------------------------------------------------------------------ at once


def _one_by_one(rule: ir.Rule, scope: Scope) -> None:
    """In the order of one word each, ties by id; whoever has died by then loses the turn."""
    kind, f = owner(rule.who), scope.f
    with rewinding(scope):
        rows = scope.rows(kind)
        order = _shuffled(f"order:{rule.who}.{rule.name}#0", kind, rows, scope)
        before = f.here
        with turns(scope, rows) as place:
            row = f.load(I64, order, place)
            scope.routine.says(number_of(scope, kind, row))
            _turn_of(rule, kind, row, number_of(scope, kind, row), before, scope)


def _shuffled(site: str, kind: str, rows: Value, scope: Scope) -> Value:
    """Rows in the order of a word for each of their ids."""
    f = scope.f
    if kind not in scope.layout.facts.mortal and not kind.startswith("link"):
        return sorted_places(scope, draws.filled(scope, ir.Site(site), rows), rows)
    words = scope.take(f.operate("shl", rows, integer(3)))
    draws.keep_blocks(scope, [site])
    with turns(scope, rows) as row:
        one = scope.with_turn(kind, row, number_of(scope, kind, row))
        f.store(draws.word(one, ir.Site(site)), words, row)
    return sorted_places(scope, words, rows)


def _at_random(rule: ir.Rule, scope: Scope) -> None:
    """As many picks as there are rows when the rule starts; the dead lose their turn."""
    kind, f = owner(rule.who), scope.f
    site = f"pick:{rule.who}.{rule.name}#0"
    draws.keep_blocks(scope, [site, *_sites(rule)])
    rows, before = scope.rows(kind), f.here
    with turns(scope, rows) as pick:
        row = draws.pick(scope.with_turn(kind, None, pick), ir.Site(site), rows)
        scope.routine.says(number_of(scope, kind, row))
        _turn_of(rule, kind, row, pick, before, scope)


def _turn_of(rule: ir.Rule, kind: str, row: Value, index: Value, before: int, scope: Scope) -> None:
    """A turn, unless the agent has died."""
    f, over = scope.f, scope.f.block()
    if scope.passing(kind):
        lives = f.block()
        f.branch(scope.alive(kind, row), lives, over)
        f.place(lives)
    with rewinding(scope, before):
        _act(rule, scope.with_turn(kind, row, index, rule.when, rule.body))
    f.place(over)
