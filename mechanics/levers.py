"""The coupling as functions: what self-reports make of a parameter, the rule they replace, the sentences shown.

Compiled through the emitter like any rule, never interpreted. Sentences are filled in by a closed set of formats.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sobremesa.mechanics import ir
from sobremesa.mechanics.compiled import executed
from sobremesa.mechanics.documents import AnyProgram
from sobremesa.mechanics.emit.functions import of_values
from sobremesa.mechanics.engine import Engine, LeverValue, Snapshot
from sobremesa.mechanics.processes.companion import companion
from sobremesa.mechanics.processes.program import ProcessProgram
from sobremesa.mechanics.runtime.numbers import bounded
from sobremesa.mechanics.sights import Lookout, Seen, Sights, UnseenError

Values = Mapping[str, float]
Function = Callable[..., Any]

GAP = re.compile(r"\{\{|\}\}|\{(\d{1,3})(?::([^{}]*))?\}")
FORMAT = re.compile(r"(,)?(?:\.(\d{1,2}))?([fd%g]?)")
MOST_DIGITS = 12
ARGUMENTS = ("parameters", "measures", "report")


@dataclass(frozen=True, slots=True)
class Told:
    """A sentence shown to somebody, and the values in it as they were written."""

    text: str
    values: tuple[str, ...] = ()


Look = Callable[[Lookout, Values], Seen]
"""Gives sights of the living world, as it would be with these values for what levers move."""


def blind(lookout: Lookout, parameters: Values) -> Seen:
    """Nobody can see anything here."""
    raise UnseenError(f"there is no world to look at for {', '.join(sight.name for sight in lookout.sights)}")


def looking(program: AnyProgram, engine: Engine, snapshot: Snapshot) -> Look:
    """Looks at a snapshot of one replicate."""
    moved = {lever.moves for lever in program.levers if lever.field is None}

    def look(lookout: Lookout, parameters: Values) -> Seen:
        levers = [LeverValue(name, float(parameters[name])) for name in sorted(moved)]
        return lookout.look(engine, snapshot, levers)

    return look


@dataclass(frozen=True, slots=True)
class CouplingFunctions:
    """The compiled coupling of a program. `parameters` and `measures` are by name; both are read, never changed.

    What an expression reads of the living world beside them, `look` tells; where it reads no more, none is needed.
    """

    program: ir.Program
    _functions: Mapping[str, Function]
    _lookouts: Mapping[str, Lookout]

    def decide(
        self,
        lever: str | ir.Lever,
        reports: Mapping[str, Values],
        parameters: Values,
        measures: Values,
        look: Look = blind,
    ) -> float:
        """The lever's value: `by` of the mean of its personas' self-reports, clamped to low..high, or the choice.

        `reports` holds stance, valence, confidence and arousal by persona, averaged over the last round. Raises
        KeyError for a lever or a persona that there is not, and what `by` raises (ArithmeticError, LookupError,
        ValueError).
        """
        rule = self._lever(lever)
        report = mean_report([reports[source] for source in rule.sources])
        value = self._value(f"by_{rule.name}", parameters, measures, report, look)
        return self._bounded(rule, value, parameters)

    def instead(self, lever: str | ir.Lever, parameters: Values, measures: Values, look: Look = blind) -> float | None:
        """The value under the rule that the personas replace, clamped to low..high; None where there is none."""
        rule = self._lever(lever)
        if rule.instead is None:
            return None
        value = self._value(f"instead_{rule.name}", parameters, measures, None, look)
        return self._bounded(rule, value, parameters)

    def standing(self, lever: str | ir.Lever, parameters: Values, look: Look = blind) -> float:
        """What it moves, as it stands: of a group's field the mean. Raises UnseenError where there is nobody."""
        rule = self._lever(lever)
        lookout = self._lookouts.get(f"standing_{rule.name}")
        if lookout is None:
            return float(parameters[rule.moves])
        return float(next(iter(look(lookout, parameters).values())))

    def delay(self, lever: str | ir.Lever, parameters: Values) -> int:
        """How many steps after a talk a lever moves."""
        rule = self._lever(lever)
        return 0 if rule.delay is None else max(0, int(self._functions[f"delay_{rule.name}"](parameters, {}, None)))

    def ends(self, reports: Mapping[str, Values], parameters: Values, measures: Values, look: Look = blind) -> bool:
        """Whether there is to be no further talk, after one with these reports."""
        if self.program.until is None:
            return False
        report = mean_report([reports[name] for name in sorted(reports)])
        return bool(self._value("until", parameters, measures, report, look))

    def shown(
        self,
        persona: str,
        parameters: Values,
        measures: Values,
        look: Look = blind,
        before: Sequence[Told] = (),
    ) -> list[Told]:
        """The sentences shown to a persona, filled in; beside what has changed since `before` stands what it was.

        What has no value in this world (the persona's agent has died) is left out. Raises what else an expression
        raises (ArithmeticError, LookupError, ValueError).
        """
        told = []
        for number, sentence in enumerate(self.program.shown):
            if persona not in sentence.to:
                continue
            try:
                values = [
                    self._value(f"shown_{number}_{place}_{persona}", parameters, measures, None, look)
                    for place in range(len(sentence.values))
                ]
            except UnseenError:
                told.append(Told(""))
                continue
            earlier = before[len(told)].values if len(before) > len(told) else ()
            told.append(told_with(sentence.text, values, earlier))
        return told

    def _lever(self, lever: str | ir.Lever) -> ir.Lever:
        name = lever if isinstance(lever, str) else lever.name
        return next((each for each in self.program.levers if each.name == name), None) or _no_lever(name)

    def _value(self, function: str, parameters: Values, measures: Values, report: Values | None, look: Look) -> Any:
        lookout = self._lookouts.get(function)
        seen = {} if lookout is None else look(lookout, parameters)
        return self._functions[function](parameters, {**measures, **seen}, report)

    def bounds(self, lever: str | ir.Lever, parameters: Values) -> tuple[float, float]:
        """The least and the greatest value of a lever."""
        rule = self._lever(lever)
        low, high = (float(self._functions[f"{end}_{rule.name}"](parameters, {}, None)) for end in ("low", "high"))
        return low, high

    def _bounded(self, rule: ir.Lever, value: float, parameters: Values) -> float:
        low, high = self.bounds(rule, parameters)
        within = float(bounded(float(value), low, high))
        if not rule.choices:
            return within
        return min((choice for _, choice in rule.choices), key=lambda choice: abs(choice - within))


def _no_lever(name: str) -> ir.Lever:
    raise KeyError(f"there is no lever {name}")


def compile_coupling(program: AnyProgram) -> CouplingFunctions:
    """Compile a program's levers and sentences.

    Raises DocumentError (not_supported_yet) for an expression that takes reports or measures over agents.
    """
    if isinstance(program, ProcessProgram):
        return compile_coupling(companion(program.document))
    sights, lookouts, values = Sights(program), {}, {}
    for part in _parts(program):
        value, taken = sights.read(part.value, part.who, part.place)
        values[part.function] = value
        if taken:
            lookouts[part.function] = Lookout(program, taken)
    for lever in program.levers:
        if lever.field is not None:
            lookouts[f"standing_{lever.name}"] = Lookout(program, (sights.standing(lever),))
    tree = of_values(program, values, "coupling", ARGUMENTS)
    space = executed(tree, program)
    return CouplingFunctions(program, {name: space[name] for name in values}, lookouts)


@dataclass(frozen=True, slots=True)
class _Part:
    """An expression of the coupling: the function that it becomes, its place in the document, who is `self` in it."""

    function: str
    place: str
    value: ir.Expr
    who: str | None = None


def _parts(program: ir.Program) -> Iterator[_Part]:
    for number, lever in enumerate(program.levers):
        who = _agent(program, lever.sources[0]) if len(lever.sources) == 1 else None
        for role in ("by", "low", "high", "instead", "delay"):
            value = getattr(lever, role)
            if value is not None:
                yield _Part(f"{role}_{lever.name}", f"coupling.levers[{number}].{role}", value, who)
    for number, sentence in enumerate(program.shown):
        for place, value in enumerate(sentence.values):
            for name in sentence.to:
                where = f"coupling.show[{number}].values[{place}]"
                yield _Part(f"shown_{number}_{place}_{name}", where, value, _agent(program, name))
    if program.until is not None:
        yield _Part("until", "coupling.until", program.until)


def _agent(program: ir.Program, name: str) -> str | None:
    """A persona that is an agent: it can be `self`."""
    return name if name in program.personas else None


def mean_report(reports: Sequence[Values]) -> dict[str, float]:
    """The mean of self-reports, in their order, and how far their stances are apart."""
    mean = {}
    for word in reports[0]:
        total = 0.0
        for report in reports:
            total += report[word]
        mean[word] = total / len(reports)
    stances = [report["stance"] for report in reports]
    return {**mean, "spread": max(stances) - min(stances)}


def told_with(text: str, values: Sequence[Any], before: Sequence[str] = ()) -> Told:
    """A sentence with its values in place of `{0}`, `{1:.0%}`, …, and beside those that have changed what they were."""
    written: dict[str, str] = {}

    def gap(match: re.Match[str]) -> str:
        number, spec = int(match.group(1)), match.group(2)
        now = written[match.group()] = formatted(values[number], spec or "")
        place = list(written).index(match.group())
        was = before[place] if place < len(before) else now
        return now if was == now else f"{now} (was {was})"

    return Told(_with_gaps(text, len(values), gap), tuple(written.values()))


def filled(text: str, values: Sequence[Any]) -> str:
    """A sentence with its values in place of `{0}`, `{1:.0%}`, …; what is no such gap stays as it is."""
    return told_with(text, values).text


def _with_gaps(text: str, count: int, gap: Callable[[re.Match[str]], str]) -> str:
    def part(match: re.Match[str]) -> str:
        if match.group() in ("{{", "}}"):
            return match.group()[0]
        return gap(match) if int(match.group(1)) < count else match.group()

    return GAP.sub(part, text)


def formatted(value: Any, spec: str) -> str:
    """A value under one of the formats `.2f`, `.0%`, `,`, `,.1f`, `d`, `.3g`; any other is read as none."""
    match = FORMAT.fullmatch(spec)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if (
        not isinstance(value, int | float)
        or not math.isfinite(value)
        or match is None
        or int(match.group(2) or 0) > MOST_DIGITS
    ):
        return str(value)
    comma, digits, kind = match.groups()
    if kind == "d" or (kind == "" and digits is None and value == round(value)):
        return format(round(value), comma or "")
    if kind == "" and digits is None:
        kind, digits = "g", "6" if comma is None else None
    return format(value, f"{comma or ''}{'' if digits is None else '.' + digits}{kind}")
