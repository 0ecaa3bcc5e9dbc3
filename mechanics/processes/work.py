"""What one pass through a route brings to each resource: visits and the time for which it is held, on average."""

from __future__ import annotations

from dataclasses import dataclass, field

from sobremesa.mechanics.processes import steps
from sobremesa.mechanics.processes.averages import Uncertain, average
from sobremesa.mechanics.processes.evaluating import Known, NoValueError, number
from sobremesa.mechanics.processes.expressions import Expr


@dataclass
class Work:
    """By resource: how often it is visited and how long it is held; by route, how often one goes on to it.

    `users` are all resources met; of the `unknown` ones the work can't be told; those of `longer` are held while their
    user waits for something else, too. `balks`: some may leave because of how things stand.
    """

    visits: dict[str, float] = field(default_factory=dict)
    busy: dict[str, float] = field(default_factory=dict)
    goes: dict[str, float] = field(default_factory=dict)
    users: set[str] = field(default_factory=set)
    unknown: set[str] = field(default_factory=set)
    longer: set[str] = field(default_factory=set)
    balks: bool = False
    sampled: bool = False

    def add(self, other: Work, weight: float) -> None:
        """Another's work, so many times."""
        for mine, theirs in ((self.visits, other.visits), (self.busy, other.busy)):
            for name, amount in theirs.items():
                mine[name] = mine.get(name, 0.0) + weight * amount
        self.users |= other.users
        self.unknown |= other.unknown
        self.longer |= other.longer
        self.balks = self.balks or other.balks
        self.sampled = self.sampled or other.sampled


def work_of(route: tuple[steps.Step, ...], known: Known) -> Work:
    """The work of one pass."""
    walker = _Walker(known)
    walker.follow(route, 1.0, ())
    return walker.work


class _Walker:
    def __init__(self, known: Known) -> None:
        self.work = Work()
        self._known = known

    def follow(self, sequence: tuple[steps.Step, ...], weight: float, held: tuple[str, ...]) -> tuple[str, ...]:
        """Go through steps that are taken `weight` times on average, holding some servers; those held afterwards."""
        for step in sequence:
            held = self._take(step, weight, held)
            if isinstance(step, steps.Balk):
                weight *= 1.0 - self._chance(step.when, balks=True)
        return held

    def _take(self, step: steps.Step, weight: float, held: tuple[str, ...]) -> tuple[str, ...]:
        match step:
            case steps.Seize(resource=resource):
                self._meet(resource, weight, held)
                return (*held, resource)
            case steps.Release(resource=resource):
                return tuple(each for each in held if each != resource)
            case steps.Branch():
                return self._branch(step, weight, held)
            case _:
                self._go_through(step, weight, held)
        return held

    def _go_through(self, step: steps.Step, weight: float, held: tuple[str, ...]) -> None:
        """A step after which the same servers are held as before."""
        match step:
            case steps.Use(resource=resource, lasting=lasting, steps=within, otherwise=otherwise):
                self._meet(resource, weight, held)
                if lasting is not None:
                    self._pass(lasting, weight, (*held, resource))
                self.follow(within, weight, (*held, resource))
                self._doubt(otherwise or ())  # who takes it, and how many, depends on the queue
            case steps.Delay(lasting=lasting):
                self._pass(lasting, weight, held)
            case steps.Hold() | steps.Get() | steps.Put():
                self.work.longer.update(held)
            case steps.Loop(steps=within, again=again):
                chance = self._chance(again, (within,))
                if chance >= 1.0:  # for ever
                    self._doubt(within)
                self.follow(within, weight / (1.0 - chance) if chance < 1.0 else weight, held)
            case steps.Batch(size=size, steps=within):
                self.work.longer.update(held)
                self.follow(within, weight / max(self._number(size), 1.0), held)
            case steps.Split(parts=parts):
                for part in parts:
                    self.follow(part, weight, held)
            case steps.Go(route=route):
                self.work.goes[route] = self.work.goes.get(route, 0.0) + weight

    def _meet(self, resource: str, weight: float, held: tuple[str, ...]) -> None:
        self.work.users.add(resource)
        self.work.visits[resource] = self.work.visits.get(resource, 0.0) + weight
        self.work.longer.update(held)

    def _pass(self, lasting: Expr, weight: float, held: tuple[str, ...]) -> None:
        if not held:
            return
        try:
            mean, exact = average(lasting, self._known)
        except (Uncertain, NoValueError):
            self.work.unknown.update(held)
            return
        self.work.sampled = self.work.sampled or not exact
        for resource in held:
            self.work.busy[resource] = self.work.busy.get(resource, 0.0) + weight * mean

    def _branch(self, step: steps.Branch, weight: float, held: tuple[str, ...]) -> tuple[str, ...]:
        left, after = 1.0, held
        for way in step.ways:
            if way.test is None:
                part = left
            else:
                part = self._chance(way.test, (way.steps, *(other.steps for other in step.ways)))
                part = min(part if step.site is not None else left * part, left)
            left -= part
            end = self.follow(way.steps, weight * part, held)
            if not (way.steps and isinstance(way.steps[-1], steps.Go)):
                after = end
        return after

    def _chance(self, condition: Expr, decides: tuple[tuple[steps.Step, ...], ...] = (), balks: bool = False) -> float:
        """The probability of a condition; where it can't be told, what it decides on is unknown."""
        try:
            chance, exact = average(condition, self._known)
        except (Uncertain, NoValueError):
            self.work.balks = self.work.balks or balks
            for sequence in decides:
                self._doubt(sequence)
            return 0.0
        self.work.sampled = self.work.sampled or not exact
        return chance

    def _doubt(self, sequence: tuple[steps.Step, ...]) -> None:
        """Of the resources met here the work can't be told."""
        for step in steps.every(sequence):
            if isinstance(step, steps.Use | steps.Seize):
                self.work.users.add(step.resource)
                self.work.unknown.add(step.resource)

    def _number(self, expr: Expr) -> float:
        try:
            return number(expr, self._known)
        except NoValueError:
            return 1.0
