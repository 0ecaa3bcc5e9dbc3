"""Which variables of agents the question is about, and what kind of thing each of them is.

Only what an asked measure reads is looked at. What a variable is, its use in the rules tells, never its name: an
*opinion* is drawn towards or compared with the same variable of others; something *copied* is taken over from another
as it is; a *holding* has no upper end, and what one loses of it another gets; a *phase* goes through a sine together
with that of others.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from sobremesa.mechanics import ir
from sobremesa.mechanics.findings.question import Question
from sobremesa.mechanics.ir.walk import every, nodes

MOST = 3
"""Variables of a kind that are looked at: those of the headline first."""
CIRCULAR = ("sin", "cos")

Write = ir.SetField | ir.Deposit


@dataclass(frozen=True, slots=True)
class Variable:
    """A field of a type of agents.

    `grouped`: an asked measure says its groups, or holds agents against each other by it; `shared`: it says its Gini
    coefficient.
    """

    kind: str
    field: ir.Field
    unit: str | None
    grouped: bool
    shared: bool

    @property
    def name(self) -> str:
        """As in findings: `type.field`."""
        return f"{self.kind}.{self.field.name}"


def asked_about(program: ir.Program, asked: Sequence[Question]) -> tuple[Variable, ...]:
    """The variables, no vectors or references, that asked measures read, in the order of the measures."""
    wanted = [question.outcome.measure for question in asked]
    values = {measure.name: measure.value for measure in program.measures if measure.name in wanted}
    found: dict[tuple[str, str], Variable] = {}
    for read in (read for name in wanted for read in every(ir.FieldRead, values[name])):
        kind = read.of.type.of if isinstance(read.of.type, ir.Ref) else ""
        declared = next((each for agents in program.agents if agents.name == kind for each in agents.fields
                         if each.name == read.name), None)  # fmt: skip
        if declared is not None and isinstance(declared.type, ir.Scalar | ir.Label):
            found.setdefault((kind, read.name), _variable(program, kind, declared, list(values.values())))
    return tuple(found.values())


def opinions(program: ir.Program, asked: Sequence[Question]) -> tuple[Variable, ...]:
    """Numbers that a measure sums up as they are, and that are drawn towards, or held against, those of others."""
    measured = [m.value for m in program.measures if m.name in {question.outcome.measure for question in asked}]
    plain = {name for value in measured for name in _summed_up(value)}
    return tuple(
        variable for variable in asked_about(program, asked)
        if variable.field.type is ir.Scalar.FLOAT and (variable.kind, variable.field.name) in plain
        and _written(program, variable) and _mixed(program, variable)
    )[:MOST]  # fmt: skip


def copied(program: ir.Program, asked: Sequence[Question]) -> tuple[Variable, ...]:
    """What agents take over from others as it is."""
    return tuple(
        variable for variable in asked_about(program, asked)
        if variable.field.type is not ir.Scalar.FLOAT and any(map(_taken_over, _writes(program, variable)))
    )[:MOST]  # fmt: skip


def holdings(program: ir.Program, asked: Sequence[Question]) -> tuple[Variable, ...]:
    """Numbers without an upper end of which, in some rule, one agent loses what another gets."""
    passed = {name for rule in program.rules for name in _passed(rule)}
    return tuple(
        variable for variable in asked_about(program, asked)
        if variable.field.type in (ir.Scalar.FLOAT, ir.Scalar.INT) and variable.field.high is None
        and (variable.kind, variable.field.name) in passed
    )[:MOST]  # fmt: skip


def phases(program: ir.Program, asked: Sequence[Question]) -> tuple[Variable, ...]:
    """Angles: rules put them into a sine or cosine together with those of others."""
    return tuple(
        variable for variable in asked_about(program, asked)
        if variable.field.type is ir.Scalar.FLOAT and _written(program, variable) and any(
            _holds_both(call, variable)
            for call in every(ir.MathCall, *(rule.body for rule in program.rules)) if call.function in CIRCULAR
        )
    )[:MOST]  # fmt: skip


def _variable(program: ir.Program, kind: str, field: ir.Field, measured: Iterable[ir.Expr]) -> Variable:
    values = list(measured)
    groupings = [each.value for each in every(ir.Grouping, *values)]
    gaps = [each for each in every(ir.Binary, *values) if each.op == "-"]
    groupings += [each.left for each in gaps if _read(each.left) == _read(each.right)]
    ginis = [each.value for each in every(ir.Aggregate, *values) if each.kind == "gini"]
    unit = program.document.agents[kind].state[field.name].unit
    key = (kind, field.name)
    return Variable(kind, field, unit, *(key in map(_read, of) for of in (groupings, ginis)))


def _read(value: ir.Expr | None) -> tuple[str, str] | None:
    """The field that an expression is a read of, and nothing else."""
    while isinstance(value, ir.Cast):
        value = value.value
    if isinstance(value, ir.FieldRead) and isinstance(value.of.type, ir.Ref):
        return value.of.type.of, value.name
    return None


def _summed_up(value: ir.Expr) -> Iterator[tuple[str, str]]:
    """Fields of which an aggregate is taken as they are, or whose differences between two agents are looked at."""
    for node in nodes(value):
        if isinstance(node, ir.Aggregate | ir.Grouping) and (read := _read(node.value)) is not None:
            yield read
        if isinstance(node, ir.Binary) and node.op == "-" and (read := _read(node.left)) is not None:
            yield from [read] if read == _read(node.right) else []


def _writes(program: ir.Program, variable: Variable) -> list[Write]:
    """Every write of the variable by a rule."""
    key = (variable.kind, variable.field.name)
    return [write for rule in program.rules for write in _all_writes(rule) if _target(write) == key]


def _all_writes(rule: ir.Rule) -> list[Write]:
    return [*every(ir.SetField, rule.body), *every(ir.Deposit, rule.body)]


def _target(write: Write) -> tuple[str, str] | None:
    """Type and field of whom a write is about; None of one to the model."""
    if write.of is not None and isinstance(write.of.type, ir.Ref):
        return write.of.type.of, write.name
    return None


def written(program: ir.Program, kind: str) -> frozenset[str]:
    """The fields of a type that any rule writes."""
    targets = [_target(write) for rule in program.rules for write in _all_writes(rule)]
    return frozenset(target[1] for target in targets if target is not None and target[0] == kind)


def _written(program: ir.Program, variable: Variable) -> bool:
    return variable.field.name in written(program, variable.kind)


def _passed(rule: ir.Rule) -> Iterator[tuple[str, str]]:
    """Fields of which the rule adds to one what it takes from another."""
    targets = [(_target(write), _amount(write)) for write in _all_writes(rule)]
    changes = [(target, amount) for target, amount in targets if target is not None and amount is not None]
    for target, (sign, much) in changes:
        if any(other != sign and same == much for _, (other, same) in changes):
            yield target


def _amount(write: Write) -> tuple[str, ir.Expr] | None:
    """What a write adds (`+`) to what was there, or takes (`-`) from it; None where it does something else."""
    if isinstance(write, ir.Deposit):
        if isinstance(write.amount, ir.Unary) and write.amount.op == "-":
            return "-", write.amount.value
        return "+", write.amount
    value = write.value
    if isinstance(value, ir.Binary) and value.op in ("+", "-") and isinstance(value.left, ir.FieldRead):
        return (value.op, value.right) if (value.left.of, value.left.name) == (write.of, write.name) else None
    return None


def _taken_over(write: Write) -> bool:
    value = write.value if isinstance(write, ir.SetField) else None
    while isinstance(value, ir.Cast):
        value = value.value
    if isinstance(value, ir.Choose):
        return any(map(_is_anothers, (value.then, value.other)))
    return _is_anothers(value)


def _is_anothers(value: object) -> bool:
    return isinstance(value, ir.FieldRead) and not value.own and isinstance(value.of.type, ir.Ref)


def _mixed(program: ir.Program, variable: Variable) -> bool:
    """Whether any sum or difference in a rule has the own value on one side and another's on the other, as they are."""
    sums = every(ir.Binary, *((rule.when, rule.body) for rule in program.rules if rule.who == variable.kind))
    return any(
        (_holds(one.left, variable, own=True) and _holds(one.right, variable, own=False))
        or (_holds(one.left, variable, own=False) and _holds(one.right, variable, own=True))
        for one in sums
        if one.op in ("+", "-")
    )


def _holds_both(term: ir.MathCall, variable: Variable) -> bool:
    return all(_holds(term.arguments, variable, own=own) for own in (True, False))


def _holds(term: object, variable: Variable, *, own: bool) -> bool:
    """Whether the variable stands somewhere in a term, of self or of another, and in no comparison."""
    compared = {id(under) for node in every(ir.Compare, term) for under in nodes(node)}
    return any(
        read.own is own and id(read) not in compared and _read(read) == (variable.kind, variable.field.name)
        for read in every(ir.FieldRead, term)
    )


def passed_on(program: ir.Program) -> tuple[tuple[str, str], ...]:
    """Fields that rules only pass on: each write adds what another takes, or takes what another adds, in its rule."""
    passed = {name for rule in program.rules for name in _passed(rule)}
    return tuple(key for key in sorted(passed) if all(_even(rule, key) for rule in (*program.setup, *program.rules)))


def _even(rule: ir.Rule, key: tuple[str, str]) -> bool:
    """Whether the rule's writes of a field are as many additions as subtractions of the same amounts."""
    amounts = [_amount(write) for write in _all_writes(rule) if _target(write) == key]
    left: list[tuple[str, ir.Expr]] = []
    for change in amounts:
        if change is None:
            return False
        other = ("-" if change[0] == "+" else "+", change[1])
        left.remove(other) if other in left else left.append(change)
    return not left
