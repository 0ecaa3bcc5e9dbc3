"""What the checker learns by reading again: it learns all of it, and in few readings whatever a document holds."""

from __future__ import annotations

from typing import Any

import pytest

from sobremesa.mechanics import checking, ir
from sobremesa.mechanics.checking import check, statements
from sobremesa.mechanics.diagnostics import DocumentError
from sobremesa.mechanics.document import ModelDocument
from sobremesa.mechanics.ir.walk import every

PERSON: dict[str, Any] = {"money": {"start": 1}, "ill": {"type": "bool"}}


def document(do: str, **state: object) -> ModelDocument:
    rule = {"name": "r", "who": "person", "order": "one_by_one", "do": do}
    return ModelDocument.model_validate(
        {
            "model": "settling",
            "purpose": "what one line says of another",
            "agents": {"person": {"count": 9, "state": {**PERSON, **state}}},
            "rules": [rule],
            "measures": {"m": {"value": "sum(p.money for p in person)"}},
            "experiment": {"headline": {"measure": "m"}},
        },
        strict=False,
    )


def told(do: str, **state: object) -> set[tuple[str, int | None]]:
    """The codes of what is wrong, and their lines."""
    try:
        check(document(do, **state))
    except DocumentError as error:
        return {(each.code, each.place.line) for each in error.diagnostics}
    return set()


def references(number: int) -> dict[str, object]:
    """Of these only the first may be None to begin with."""
    return {f"f{k}": {"type": "ref", "of": "person", "start": "self" if k else "none"} for k in range(number)}


@pytest.mark.parametrize("backwards", [False, True])
@pytest.mark.parametrize("number", [2, 3, 4, 9, 60])
def test_none_is_followed_from_reference_to_reference(number: int, backwards: bool) -> None:
    order = range(number - 1, 0, -1) if backwards else range(1, number)
    lines = [f"self.f{k} = self.f{k - 1}" for k in order]
    assert told("\n".join(lines), **references(number)) == set()
    assert told("\n".join([f"self.money = self.f{number - 1}.money", *lines]), **references(number)) == {
        ("may_be_none", 1)
    }
    assert told(f"self.money = self.f{number - 1}.money", **references(number)) == set()


def test_a_long_chain_of_references_takes_few_readings(monkeypatch: pytest.MonkeyPatch) -> None:
    readings = []
    whole = checking._program
    monkeypatch.setattr(checking, "_program", lambda reader: readings.append(reader) or whole(reader))
    check(document("\n".join(f"self.f{k} = self.f{k - 1}" for k in range(179, 0, -1)), **references(180)))
    assert len(readings) <= checking.MOST_READINGS + 1


def chained(number: int) -> str:
    """Locals that become floats one after another, the last of them first."""
    lines = [*(f"x{k} = 0" for k in range(number)), "for i in range(3):"]
    lines += [f"    x{k} = x{k - 1}" for k in range(number - 1, 0, -1)]
    return "\n".join([*lines, "    x0 = 0.5", f"self.money += x{number - 1}"])


@pytest.mark.parametrize("number", [1, 2, 3, 4])
def test_a_local_is_a_float_everywhere_if_it_becomes_one_anywhere(number: int) -> None:
    program = check(document(chained(number)))
    kinds = {(each.name, each.value.type) for each in every(ir.SetLocal, program.rules)}
    assert {kind for name, kind in kinds if name.startswith("x")} == {ir.Scalar.FLOAT}


@pytest.mark.parametrize("number", [7, 40, 200])
def test_too_long_a_chain_of_locals_is_refused(number: int) -> None:
    assert {code for code, _ in told(chained(number))} == {"local_type"}
    assert told(chained(number).replace("= 0\n", "= 0.0\n")) == set()


LOOP = """
for q in others(person):
    for p in others(person):
        if p.ill:
            die(q)
            {jump}
        else:
            {otherwise}
    {after}
"""


def dying(jump: str, otherwise: str, after: str) -> set[int | None]:
    """The lines in which somebody who may have died is used."""
    found = told(LOOP.strip().format(jump=jump, otherwise=otherwise, after=after))
    assert {code for code, _ in found} <= {"may_be_none"}
    return {line for _, line in found}


@pytest.mark.parametrize("jump", ["continue", "x = 1"])
def test_whoever_died_in_one_round_may_be_dead_in_the_next(jump: str) -> None:
    assert dying(jump, "q.money += 1", "x = 2") == {4, 7}
    assert dying(jump, "x = 2", "q.money += 1") == {4, 8}


def test_there_is_no_next_round_after_a_break_or_a_return() -> None:
    assert dying("break", "q.money += 1", "x = 2") == set()
    assert dying("break", "x = 2", "q.money += 1") == {8}
    assert dying("return", "q.money += 1", "q.money += 1") == set()


def test_a_local_set_again_in_a_loop_may_still_be_dead_when_it_begins() -> None:
    lines = ["for p in others(person):", "    t = p", "    die(p)", "    for i in range(2):"]
    lines += ["        if i == 1:", "            t = self", "        t.money += 1"]
    assert told("\n".join(lines)) == {("may_be_none", 7)}


def test_loops_within_loops_that_kill_are_read_a_few_times_each(monkeypatch: pytest.MonkeyPatch) -> None:
    """Were each level read twice for each reading of the one around it, this would never end."""
    depth, readings, body = 25, [], statements.body
    lines = [*(" " * k + f"for p{k} in others(person):" for k in range(depth))]
    lines += [" " * depth + f"die(p{k})" for k in range(depth)]
    monkeypatch.setattr(statements, "body", lambda block, scope: readings.append(block) or body(block, scope))
    assert told("\n".join(lines)) != set()
    assert len(readings) < 5 * depth
