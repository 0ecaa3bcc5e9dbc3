"""The coupling as functions: what self-reports make of a parameter, the rule they replace, the sentences shown.

Compiled through the emitter like any rule, never interpreted. Sentences are filled in by a closed set of formats.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sobremesa.mechanics import ir
from sobremesa.mechanics.compiled import executed
from sobremesa.mechanics.diagnostics import Diagnostic, DocumentError, Place
from sobremesa.mechanics.emit.functions import of_values
from sobremesa.mechanics.runtime.numbers import bounded

Values = Mapping[str, float]
Function = Callable[..., Any]

GAP = re.compile(r"\{\{|\}\}|\{(\d{1,3})(?::([^{}]*))?\}")
FORMAT = re.compile(r"(,)?(?:\.(\d{1,2}))?([fd%g]?)")
MOST_DIGITS = 12
ARGUMENTS = ("parameters", "measures", "report")
EXPECTED = "parameters and measures (in `by` also report), by name"


@dataclass(frozen=True, slots=True)
class CouplingFunctions:
    """The compiled coupling of a program. `parameters` and `measures` are by name; both are read, never changed."""

    program: ir.Program
    _functions: Mapping[str, Function]

    def decide(
        self, lever: str | ir.Lever, reports: Mapping[str, Values], parameters: Values, measures: Values
    ) -> float:
        """The lever's value: `by` of the mean of its personas' self-reports, clamped to low..high.

        `reports` holds stance, valence, confidence and arousal by persona, averaged over the last round. Raises
        KeyError for a lever or a persona that there is not, and what `by` raises (ArithmeticError, LookupError,
        ValueError).
        """
        rule = self._lever(lever)
        report = mean_report([reports[source] for source in rule.sources])
        value = self._functions[f"by_{rule.name}"](parameters, measures, report)
        return self._clamped(rule, value, parameters, measures)

    def instead(self, lever: str | ir.Lever, parameters: Values, measures: Values) -> float | None:
        """The value under the rule that the personas replace, clamped to low..high; None where there is none."""
        rule = self._lever(lever)
        if rule.instead is None:
            return None
        value = self._functions[f"instead_{rule.name}"](parameters, measures, None)
        return self._clamped(rule, value, parameters, measures)

    def shown(self, persona: str, parameters: Values, measures: Values) -> list[str]:
        """The sentences shown to a persona, filled in."""
        sentences = []
        for number, sentence in enumerate(self.program.shown):
            if persona in sentence.to:
                values = [
                    self._functions[f"shown_{number}_{place}"](parameters, measures, None)
                    for place in range(len(sentence.values))
                ]
                sentences.append(filled(sentence.text, values))
        return sentences

    def _lever(self, lever: str | ir.Lever) -> ir.Lever:
        name = lever if isinstance(lever, str) else lever.name
        return next((each for each in self.program.levers if each.name == name), None) or _no_lever(name)

    def _clamped(self, rule: ir.Lever, value: float, parameters: Values, measures: Values) -> float:
        low, high = (self._functions[f"{end}_{rule.name}"](parameters, measures, None) for end in ("low", "high"))
        return float(bounded(float(value), float(low), float(high)))


def _no_lever(name: str) -> ir.Lever:
    raise KeyError(f"there is no lever {name}")


def compile_coupling(program: ir.Program) -> CouplingFunctions:
    """Compile a program's levers and sentences.

    Raises DocumentError with a diagnostic (not_supported_yet) for each expression that reads more than parameters,
    measures and reports, and for each lever that moves something else than a parameter.
    """
    fields = [number for number, lever in enumerate(program.levers) if lever.moves not in program.parameters]
    if fields:
        raise DocumentError([_no_parameter(number, program.levers[number]) for number in fields])
    parts = tuple(_parts(program))
    mistakes = [mistake for part in parts for mistake in _mistakes(program, part)]
    if mistakes:
        raise DocumentError(mistakes)
    tree = of_values(program, {part.function: part.value for part in parts}, "coupling", ARGUMENTS)
    space = executed(tree, program)
    return CouplingFunctions(program, {part.function: space[part.function] for part in parts})


def _no_parameter(number: int, lever: ir.Lever) -> Diagnostic:
    message = f"not supported yet: a lever on {lever.moves}"
    return Diagnostic("not_supported_yet", Place(f"coupling.levers[{number}].moves"), message, "a parameter")


@dataclass(frozen=True, slots=True)
class _Part:
    """An expression of the coupling: the function that it becomes, and its place in the document."""

    function: str
    place: str
    value: ir.Expr


def _parts(program: ir.Program) -> Iterator[_Part]:
    for number, lever in enumerate(program.levers):
        for role in ("by", "low", "high", "instead"):
            value = getattr(lever, role)
            if value is not None:
                yield _Part(f"{role}_{lever.name}", f"coupling.levers[{number}].{role}", value)
    for number, sentence in enumerate(program.shown):
        for place, value in enumerate(sentence.values):
            yield _Part(f"shown_{number}_{place}", f"coupling.show[{number}].values[{place}]", value)


def _mistakes(program: ir.Program, part: _Part) -> Sequence[Diagnostic]:
    try:
        of_values(program, {part.function: part.value}, part.place, ARGUMENTS)
    except DocumentError as error:
        return [replace(mistake, expected=EXPECTED) for mistake in error.diagnostics]
    return []


def mean_report(reports: Sequence[Values]) -> dict[str, float]:
    """The mean of self-reports, in their order."""
    mean = {}
    for word in reports[0]:
        total = 0.0
        for report in reports:
            total += report[word]
        mean[word] = total / len(reports)
    return mean


def filled(text: str, values: Sequence[Any]) -> str:
    """A sentence with its values in place of `{0}`, `{1:.0%}`, …; what is no such gap stays as it is."""

    def gap(match: re.Match[str]) -> str:
        if match.group() in ("{{", "}}"):
            return match.group()[0]
        number, spec = int(match.group(1)), match.group(2)
        return formatted(values[number], spec or "") if number < len(values) else match.group()

    return GAP.sub(gap, text)


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
