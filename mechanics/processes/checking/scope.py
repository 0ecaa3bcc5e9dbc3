"""What an expression of a process may see where it stands, and how its draws are named."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from sobremesa.mechanics.checking.mistakes import Mistakes
from sobremesa.mechanics.checking.syntax import Code
from sobremesa.mechanics.processes.document import ProcessDocument
from sobremesa.mechanics.processes.expressions import Constant, Expr, Type
from sobremesa.mechanics.processes.program import SECONDS

UNKNOWN = Type("number")
BROKEN = Constant(0, UNKNOWN)
"""Stands for an expression with a mistake; no program that holds one ever leaves the checker."""

MOST_CODE = 10_000
"""Characters of all code of a document."""


@dataclass(frozen=True, slots=True)
class Setting:
    """What the code of a section may use. `where` says in words where it stands."""

    where: str
    draws: bool = False
    own: bool = False
    state: bool = False
    clock: bool = False


PARAMETERS_ONLY = Setting("a size or a time that holds for the whole run")
GAP = Setting("a time between two events", draws=True)
ATTRIBUTE = Setting("an attribute", draws=True, own=True, clock=True)
TURN = Setting("a step", draws=True, own=True, state=True, clock=True)
SHARE = Setting("a share", own=True, state=True, clock=True)
CONDITION = Setting("what is waited for", own=True, state=True)
"""Looked at when something changes: time alone changes nothing."""


class Names:
    """What a document declares, by name."""

    def __init__(self, document: ProcessDocument) -> None:
        self.document = document
        clock = SECONDS[document.clock.unit]
        self.units: Mapping[str, float] = {unit: seconds / clock for unit, seconds in SECONDS.items()}
        self.factors = {name: self._factor(each.unit) for name, each in document.parameters.items()}
        self.parameters = {
            name: Type("truth")
            if each.type == "bool"
            else Type("number", self._dimension(each.unit), each.type == "int")
            for name, each in document.parameters.items()
        }
        self.tables = {name: Type("number", self._dimension(each.unit)) for name, each in document.tables.items()}
        self.table_factors = {name: self._factor(each.unit) for name, each in document.tables.items()}
        self.places: Mapping[str, str] = {
            **dict.fromkeys(document.resources, "resource"),
            **dict.fromkeys(document.containers, "container"),
            **dict.fromkeys(document.stores, "store"),
            **dict.fromkeys(document.entities, "entity"),
        }

    @staticmethod
    def _type(declared: str, dimension: int | None) -> Type:
        return Type("truth") if declared == "bool" else Type("number", dimension, declared == "int")

    def _dimension(self, unit: str | None) -> int | None:
        """None for a number without a unit, which fits everywhere."""
        if unit is None:
            return None
        if unit in self.units:
            return 1
        return -1 if _per(unit) in self.units else 0

    def _factor(self, unit: str | None) -> float:
        if unit is None:
            return 1.0
        if unit in self.units:
            return self.units[unit]
        per = _per(unit)
        return 1.0 / self.units[per] if per in self.units else 1.0


def _per(unit: str) -> str:
    """The unit of time of a rate: `1/hour`, `per hour`, `calls/hour`."""
    for between in ("/", "per "):
        if between in unit:
            return unit.rpartition(between)[2].strip()
    return ""


class Sites:
    """Numbers the draws of one class: `kind:class.label#ordinal`, the ordinal by place among those of one label."""

    def __init__(self, owner: str) -> None:
        self._owner = owner
        self._ordinals: Counter[str] = Counter()

    def next(self, kind: str, label: str) -> str:
        """The site of the next draw."""
        prefix = f"{kind}:{self._owner}.{label}"
        self._ordinals[prefix] += 1
        return f"{prefix}#{self._ordinals[prefix] - 1}"


@dataclass
class Scope:
    """The surroundings of one expression. `kind` and `label` name its draws; `attributes` are those of `self`."""

    names: Names
    mistakes: Mistakes
    setting: Setting
    code: Code
    sites: Sites | None = None
    kind: str = ""
    label: str = ""
    repeated: bool = False
    attributes: Mapping[str, Type] = field(default_factory=dict)

    def wrong(
        self, node: ast.AST, code: str, message: str,
        expected: str | None = None, found: str | None = None, hint: str | None = None,
    ) -> Expr:  # fmt: skip
        """Note a mistake at `node`; gives back what stands for an expression with a mistake."""
        self.mistakes.add(code, self.code.place(node), message, expected, found, hint)
        return BROKEN

    def not_here(self, node: ast.AST, what: str, hint: str | None = None) -> Expr:
        """Note that `what` can't be used in this section."""
        return self.wrong(node, "not_available_here", f"{what} can't be used in {self.setting.where}", hint=hint)
