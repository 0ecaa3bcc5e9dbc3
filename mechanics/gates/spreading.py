"""States that pass from one to another: entered where others are in them already; and how likely that is.

`exposure` stands for how many, or what share, of those whom one looks at are in the state.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sobremesa.mechanics import ir
from sobremesa.mechanics.gates.entering import Entry, entries, rewritten
from sobremesa.mechanics.ir.sizes import value_of
from sobremesa.mechanics.ir.walk import every, uncast

EXPOSURE = "#exposure"


@dataclass(frozen=True, slots=True)
class Spread:
    """A way into a state by a chance that others in that state have a part in.

    `chance` is its probability, with `EXPOSURE` in the place of the one aggregate over others, which is `seen`.
    """

    entry: Entry
    chance: ir.Expr
    seen: ir.Aggregate

    def probability(self, exposure: float, values: Mapping[str, float]) -> float | None:
        """The probability at an exposure and at these parameters; None where it reads more than that."""
        return value_of(self.chance, {**values, EXPOSURE: exposure})

    def has_another_cause(self, values: Mapping[str, float]) -> bool:
        """Whether someone who meets nobody in the state may get into it too: by what is their own (a broken interface
        frustrates by itself), or by a parameter that is there for it (some adopt of themselves).

        A chance that is above 0 whatever these are is a slip. Where it can't be computed, there may be such a cause.
        """
        own = {read.name for read in every(ir.FieldRead, self.chance) if read.own}
        alone = rewritten(self.chance, _own_as_parameter)
        chances = set()
        for each in (0.0, 1.0):
            at = {**values, **{f"#{name}": each for name in own}, EXPOSURE: 0.0}
            without = [{**at, read.name: 0.0} for read in every(ir.ParameterRead, self.chance) if read.name in values]
            chances |= {value_of(alone, tried) for tried in (at, *without)}
        return None in chances or (0.0 in chances and len(chances) > 1)

    @property
    def by_share(self) -> bool:
        """Whether it goes by the share of those in the state, rather than by their number."""
        return self.seen.kind == "mean"

    @property
    def mixing(self) -> bool:
        """Whether everyone is looked at."""
        source: ir.Expr = self.seen.source
        return isinstance(source, ir.Everyone | ir.Others)


def _own_as_parameter(node: object) -> ir.ParameterRead | None:
    return ir.ParameterRead(f"#{node.name}", node.type) if isinstance(node, ir.FieldRead) and node.own else None


def spreads(program: ir.Program) -> tuple[Spread, ...]:
    """Every way in which a state spreads by chance from those whom one looks at."""
    return tuple(spread for entry in entries(program) if entry.own for spread in _of(entry))


def _of(entry: Entry) -> Iterator[Spread]:
    for condition, holds in entry.conditions:
        if not (holds and isinstance(condition, ir.Draw) and condition.distribution == "chance"):
            continue
        probability = condition.arguments[0]
        found = {each: None for each in every(ir.Aggregate, probability) if _of_others(each, entry)}
        if len(found) == 1:
            (seen,) = found
            read = ir.ParameterRead(EXPOSURE, seen.type)
            yield Spread(entry, rewritten(probability, lambda node, s=seen, r=read: r if node == s else None), seen)


def _of_others(seen: ir.Aggregate, entry: Entry) -> bool:
    """Whether an aggregate counts, or averages, whether others are in the state."""
    if seen.kind not in ("count", "mean"):
        return False
    told = seen.condition if seen.kind == "count" else seen.value
    if told is None and seen.kind == "count" and isinstance(seen.source, ir.Filtered):
        told = seen.source.condition
    return told is not None and in_state(uncast(told), entry)


def in_state(told: ir.Expr, entry: Entry) -> bool:
    """Whether an expression says, of someone else, that they are in the entry's state, and nothing else."""
    match told:
        case ir.FieldRead(name=name, own=False) if entry.value is True:
            return name == entry.field and _kind(told) == entry.kind
        case ir.Compare(first=first, rest=(("==", right),)):
            one, other = uncast(first), uncast(right)
            return (
                isinstance(one, ir.FieldRead) and not one.own and one.name == entry.field and _kind(one) == entry.kind
                and isinstance(other, ir.Const) and other.value == entry.value
            )  # fmt: skip
    return False


def _kind(read: ir.FieldRead) -> str | None:
    return read.of.type.of if isinstance(read.of.type, ir.Ref) else None
