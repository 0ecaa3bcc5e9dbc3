"""What a document declares, by name: the symbol table that every expression is read against."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from sobremesa.mechanics import ir
from sobremesa.mechanics.document import ModelDocument, Space, StateVariable
from sobremesa.mechanics.ir import Scalar

SCALARS = {"float": Scalar.FLOAT, "int": Scalar.INT, "bool": Scalar.BOOL}


@dataclass
class Learned:
    """What only reading the rules can tell; grows until a pass over the document adds nothing.

    `killed`: types that some rule kills. `least`: how many there are of a type in the smallest arm (known before the
    first pass). `maybe_none`: reference fields that some write may set to None, of all that are `written`. `read`:
    parameters that rules read.
    """

    killed: set[str] = field(default_factory=set)
    least: dict[str, float] = field(default_factory=dict)
    maybe_none: set[tuple[str, str]] = field(default_factory=set)
    written: set[tuple[str, str]] = field(default_factory=set)
    read: set[str] = field(default_factory=set)

    def size(self) -> int:
        """How much is known: it never shrinks."""
        return len(self.killed) + len(self.maybe_none)

    def give_up(self) -> None:
        """Take every reference that is written for one that may be None."""
        self.maybe_none |= self.written

    def always(self, of: str, number: int) -> bool:
        """Whether so many of a type live at any time, in every arm (a count that can't be computed is large enough)."""
        return of not in self.killed and self.least.get(of, number) >= number


class World:
    """The names of a document with their types; owners of fields are types, `cell`, `link`, `link:layer`, `model`."""

    def __init__(self, document: ModelDocument, learned: Learned) -> None:
        self.document = document
        self.learned = learned
        self.parameters: Mapping[str, Scalar] = {n: SCALARS[p.type] for n, p in document.parameters.items()}
        self.tables: Mapping[str, Scalar] = {n: _table_type(t.values) for n, t in document.tables.items()}
        self.types = tuple(document.agents)
        self.placed = self.types if self.has_positions else ()
        self.networks: Mapping[str, Space] = self._networks()
        self.state: dict[str, dict[str, ir.Type]] = {}
        self.units: dict[tuple[str, str], str] = {}
        for owner, variables in self._declared():
            self.units.update({(owner, name): v.unit for name, v in variables.items() if v.unit is not None})
            fields = {name: self._type(owner, name, v) for name, v in variables.items()}
            self.state.setdefault(owner, {}).update(fields)

    @property
    def has_positions(self) -> bool:
        """Whether there is a grid or a plane."""
        return self.document.space is not None and self.document.space.kind != "network"

    @property
    def has_cells(self) -> bool:
        """Whether there is a grid."""
        return self.document.space is not None and self.document.space.kind == "grid"

    @property
    def coordinate(self) -> Scalar:
        """The type of x and y: int on grids, float on the plane."""
        return Scalar.INT if self.has_cells else Scalar.FLOAT

    def note_reference(self, owner: str, name: str, optional: bool) -> None:
        """Learn that a reference is written to a field, and may be None; what is read from here on knows."""
        known = self.state.get(owner, {}).get(name)
        if isinstance(known, ir.Ref):
            self.learned.written.add((owner, name))
            if optional and not known.optional:
                self.learned.maybe_none.add((owner, name))
                self.state[owner][name] = replace(known, optional=True)

    def linked_type(self, network: Space) -> str | None:
        """The type whose agents the network links; None where the document leaves it open."""
        return network.of or (self.types[0] if len(self.types) == 1 else None)

    def field(self, owner: str, name: str) -> ir.Type | None:
        """The type of `owner.name`, state or built in; None where there is none."""
        return self.state.get(owner, {}).get(name) or self.built_in(owner).get(name)

    def built_in(self, owner: str) -> dict[str, ir.Type]:
        """The fields that every agent, cell or link has."""
        if owner == "cell":
            return {"id": Scalar.INT, "x": Scalar.INT, "y": Scalar.INT, "free": Scalar.INT}
        if owner.startswith("link"):
            of = self.linked_type(self.networks[owner]) if owner in self.networks else None
            return {} if of is None else {"a": ir.Ref(of), "b": ir.Ref(of)}
        if owner not in self.types:
            return {}
        fields: dict[str, ir.Type] = {"id": Scalar.INT}
        if owner in self.placed:
            fields |= {"x": self.coordinate, "y": self.coordinate}
            if self.has_cells:
                fields["cell"] = ir.Ref("cell")
        return fields

    def names_of(self, owner: str) -> list[str]:
        """All fields of an owner, for hints."""
        return [*self.state.get(owner, {}), *self.built_in(owner)]

    def labels(self) -> list[tuple[str, ...]]:
        """The words of every label field."""
        return [kind.labels for fields in self.state.values() for kind in fields.values() if isinstance(kind, ir.Label)]

    def is_code(self, name: str) -> bool:
        """Whether the document gives this name to a parameter, a table or a type."""
        return name in self.parameters or name in self.tables or name in self.types

    def _networks(self) -> dict[str, Space]:
        space, layers = self.document.space, self.document.layers
        named = {f"link:{name}": layer for name, layer in layers.items()}
        if space is not None and space.kind == "network":
            return {"link": space, **named}
        return named

    def _declared(self) -> list[tuple[str, Mapping[str, StateVariable]]]:
        document = self.document
        cells = document.space.cells if document.space is not None else {}
        return [
            *((name, agents.state) for name, agents in document.agents.items()),
            ("cell", cells),
            ("model", document.globals),
            *((owner, network.links) for owner, network in self.networks.items()),
        ]

    def _type(self, owner: str, name: str, variable: StateVariable) -> ir.Type:
        item: Scalar | ir.Label | ir.Ref
        if variable.type == "label":
            labels = (variable.of,) if isinstance(variable.of, str) else variable.of or ()
            item = ir.Label(tuple(labels))
        elif variable.type == "ref":
            of = variable.of if isinstance(variable.of, str) else "none"
            mortal = of in self.learned.killed or variable.start in (None, "none", "None")
            return ir.Ref(of, mortal or (owner, name) in self.learned.maybe_none)
        else:
            item = SCALARS[variable.type]
        return item if variable.size is None else ir.Vector(item, variable.size)


def _table_type(values: tuple[int | float, ...]) -> Scalar:
    return Scalar.FLOAT if any(isinstance(v, float) for v in values) else Scalar.INT
