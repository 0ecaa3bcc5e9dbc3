"""Where an expression stands: who `self` is, how the model is reached, which index its draws have."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from sobremesa.mechanics import ir
from sobremesa.mechanics.diagnostics import Diagnostic, DocumentError, Place
from sobremesa.mechanics.emit.names import Names, plain
from sobremesa.mechanics.emit.nodes import SELF, Tree, attribute, call, name, subscript
from sobremesa.mechanics.ir.facts import Facts

LOCAL = frozenset({"self", "model", "draws", "turn", "report"})


@dataclass(frozen=True, slots=True)
class Scope:
    """What the emitter must know to write an expression at a place of the program."""

    program: ir.Program
    names: Names
    facts: Facts
    place: str
    """The section path, for diagnostics."""
    model: Tree
    """How the model is written here."""
    index: Tree
    """The index of draws made here."""
    me: Tree = field(default_factory=lambda: SELF)
    pending: frozenset[str] = frozenset()
    """Own fields whose new value stands aside until the rule's end."""
    unread: frozenset[str] = frozenset()
    """Locals of the rule that are set and never read."""
    at_once: bool = False
    """Whether births, deaths and links change within the rule."""
    repeated: bool = False
    """Whether a draw here may be reached several times by one index in one step."""
    hoisted: Mapping[int, str] = field(default_factory=dict)
    """Expressions (by identity) that were computed before the rule, and the names they have."""
    measured: bool = False
    """Whether this is a measure, a stop, a lever or a sentence: aggregates of nothing are missing."""

    me_is_model: bool = False
    """Whether this is a rule of the model, where nobody is `self`."""
    loose: bool = False
    """Whether parameters and measures are given as mappings, rather than read from a model."""

    def again(self) -> Scope:
        """The same place, within a loop."""
        return replace(self, repeated=True)

    def local(self, word: str) -> str:
        """The identifier of a local; one that nobody reads begins with an underscore, as Python has it."""
        if word in self.unread:
            return f"_{word}"
        return plain(word) if word not in LOCAL else f"{word}_"

    def member(self, kind: str, word: str) -> Tree:
        """An attribute of the model: parameter, table, global."""
        if self.loose:
            if kind != "parameter":
                raise self.unsupported(f"the {kind} {word} here")
            return subscript(name("parameters"), ast.Constant(word))
        return attribute(self.model, self.names.members[kind, word])

    def everyone(self, kind: str) -> Tree:
        """All living agents of a type, by id: Mesa's own set of them."""
        if self.loose:
            raise self.unsupported(f"all of the type {kind} here")
        return subscript(attribute(self.model, "agents_by_type"), name(self.names.classes[kind]))

    def listed(self, kind: str) -> Tree:
        """The same as a list: sets give no member by its place, as picking one takes."""
        if self.names.listed(kind):
            return attribute(self.model, self.names.members["type", kind])
        return call("list", self.everyone(kind))

    @property
    def draws(self) -> Tree:
        """The model's draws."""
        return attribute(self.model, "draws")

    def unsupported(self, what: str) -> DocumentError:
        """An error for what can't be compiled yet."""
        place = Place(self.place)
        return DocumentError([Diagnostic("not_supported_yet", place, f"not supported yet: {what}")])


def method_of_agent(program: ir.Program, names: Names, facts: Facts, place: str) -> Scope:
    """The scope of a method of an agent, cell or link."""
    return Scope(program, names, facts, place, attribute(SELF, "model"), attribute(SELF, "id"))


def method_of_model(program: ir.Program, names: Names, facts: Facts, place: str, measured: bool = False) -> Scope:
    """The scope of a method of the model."""
    return Scope(program, names, facts, place, SELF, ast.Constant(0), measured=measured)


def function_of(program: ir.Program, names: Names, facts: Facts, place: str) -> Scope:
    """The scope of a function that is given the model."""
    return Scope(program, names, facts, place, name("model"), ast.Constant(0), measured=True)
