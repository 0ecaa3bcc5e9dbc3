"""What there is in a generated document, and what code at some place of it may see."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from random import Random

LABELS = ("calm", "angry", "sad")


@dataclass(frozen=True)
class Field:
    """A state variable: float, int, bool, label, ref (of a kind), and how many values it has if it is a vector."""

    name: str
    type: str
    of: str = ""
    size: int = 0


@dataclass
class Kind:
    """A type of agents."""

    name: str
    fields: list[Field]
    mortal: bool = False
    born: bool = False


@dataclass
class Net:
    """A network: the space (layer "") or a layer."""

    layer: str
    of: str
    directed: bool
    fields: list[Field]
    max_degree: int = 0

    @property
    def at(self) -> str:
        """The argument that names the layer."""
        return f", layer={self.layer}" if self.layer else ""


@dataclass
class World:
    """A document's things."""

    space: str
    kinds: dict[str, Kind]
    nets: list[Net] = field(default_factory=list)
    cells: list[Field] = field(default_factory=list)
    globals: list[Field] = field(default_factory=list)
    capacity: bool = False
    torus: bool = False

    def fields(self, kind: str) -> list[Field]:
        """The fields of a kind of agents, of cells or of links (`link:layer`)."""
        if kind == "cell":
            return self.cells
        if kind.startswith("link:"):
            return self.net(kind[5:]).fields
        return self.kinds[kind].fields

    @property
    def linked(self) -> Net | None:
        """The network whose links `links` are: that of the space, or the only layer."""
        return self.nets[0] if self.nets and (not self.nets[0].layer or len(self.nets) == 1) else None

    def net(self, layer: str) -> Net:
        return next(net for net in self.nets if net.layer == layer)


@dataclass(frozen=True)
class Scope:
    """Where code stands: who is `self` (None: nobody), what is known by name, what may be done."""

    world: World
    rng: Random
    me: str | None = None
    known: dict[str, str] = field(default_factory=dict)
    """Names of agents, cells, links (by kind), of numbers (`float`, `int`) and of collections (`list:kind`)."""
    own: frozenset[str] | None = None
    """The own fields that can be read; None means all."""
    draws: bool = True
    agents: bool = True
    globals: bool = True
    step: bool = True
    measure: bool = False
    placed: bool = True
    cells: bool = True
    at_once: bool = False
    acting: bool = False
    tables: bool = True
    numbers: list[int] = field(default_factory=lambda: [0])

    def fresh(self, stem: str) -> str:
        """A new name."""
        self.numbers[0] += 1
        return f"{stem}_{self.numbers[0]}"

    def knowing(self, **names: str) -> Scope:
        """The same place with more names."""
        return replace(self, known={**self.known, **names})

    def entities(self, kind: str | None = None) -> list[tuple[str, str]]:
        """Agents, cells and links that can be named here, with their kinds."""
        found = [(name, of) for name, of in self.known.items() if of not in ("float", "int") and "list:" not in of]
        if self.me is not None:
            found += [("self", self.me)] * 3
        if self.world.space == "grid" and self.placed:
            found += [(f"{name}.cell", "cell") for name, of in found if of in self.world.kinds]
        for name, of in list(found):
            if of.startswith("link:"):
                found += [(f"{name}.{end}", self.world.net(of[5:]).of) for end in "ab"]
        return [(name, of) for name, of in found if kind in (None, of)]

    def readable(self, types: tuple[str, ...]) -> list[tuple[str, Field]]:
        """Fields of these types that can be read, with whose they are."""
        found = []
        for name, of in self.entities():
            for each in self.world.fields(of):
                hidden = name == "self" and self.own is not None and each.name not in self.own
                hidden |= of == "cell" and name != "self" and not self.cells
                if each.type in types and not hidden:
                    found.append((name, each))
        if self.globals:
            found += [("model", each) for each in self.world.globals if each.type in types]
        return found
