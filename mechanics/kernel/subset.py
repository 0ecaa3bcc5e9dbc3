"""The kinds of values in supporting functions, and a function while it is compiled.

A term is a value with its kind: `int` and `u64` are both 64 bits and differ in shifts, comparisons and division.
`terms` has the expressions of the subset, `bodies` its statements.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from sobremesa.mechanics.kernel.building import Function
from sobremesa.mechanics.kernel.values import DOUBLE, I1, I8, I16, I32, I64, POINTER, VOID, Value, Variable

REGISTERS = {"int": I64, "u64": I64, "float": DOUBLE, "bool": I1, "None": VOID}
ARRAYS = {
    "F64s": (DOUBLE, "float", ""),
    "I64s": (I64, "int", ""),
    "U64s": (I64, "u64", ""),
    "U32s": (I32, "int", "zext"),
    "I16s": (I16, "int", "sext"),
    "U8s": (I8, "int", "zext"),
    "Table": (DOUBLE, "float", ""),
}
"""Of each kind of array: the type in memory, the kind of its elements, and how they are widened."""


class SubsetError(TypeError):
    """A supporting function does what the subset can't: a mistake of ours, found when it is first compiled."""


@dataclass(frozen=True, slots=True)
class Term:
    """A value and its kind."""

    value: Value
    kind: str


@dataclass
class Writing:
    """A function while it is compiled: its variables, and what it needs."""

    f: Function
    module: Mapping[str, object]
    result: str
    locals: dict[str, tuple[Variable, str]] = field(default_factory=dict)
    declared: dict[str, tuple[str, tuple[str, ...], str]] = field(default_factory=dict)
    constants: dict[str, str] = field(default_factory=dict)
    called: list[Callable[..., object]] = field(default_factory=list)
    used: set[str] = field(default_factory=set)
    written_out: bool = False
    """Whether short loops are written out."""
    signature: Callable[[Callable[..., object]], tuple[tuple[str, ...], str, str]] = field(kw_only=True)

    def outside(self, name: str, result: str, *values: Value, attributes: str = "") -> Value:
        """A call of a function that is defined elsewhere."""
        self.declared[name] = result, tuple(value.type for value in values), attributes
        return self.f.call(name, result, *values)


def register(kind: str) -> str:
    """The LLVM type of a kind in a register."""
    return POINTER if kind in ARRAYS else REGISTERS[kind]


def converted(a: Term, kind: str, w: Writing) -> Term:
    """The term as another kind, where Python would take it for that."""
    if a.kind == kind:
        return a
    if kind == "float" and a.kind in ("int", "u64"):
        return Term(w.f.convert("uitofp" if a.kind == "u64" else "sitofp", a.value, DOUBLE), kind)
    if {a.kind, kind} == {"int", "u64"} and not a.value.text.startswith("%"):
        return Term(a.value, kind)
    raise SubsetError(f"{w.f.name}: a value of kind {a.kind} stands where {kind} should")


def alike(a: Term, b: Term, w: Writing) -> tuple[Term, Term]:
    """Two terms as terms of one kind."""
    if "float" in (a.kind, b.kind):
        return converted(a, "float", w), converted(b, "float", w)
    constant = not b.value.text.startswith("%")
    return (a, converted(b, a.kind, w)) if constant else (converted(a, b.kind, w), b)
