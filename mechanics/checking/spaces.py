"""Networks, grids and planes: which options they need, and their lowering."""

from __future__ import annotations

from sobremesa.mechanics import ir
from sobremesa.mechanics.checking.fields import lower_fields
from sobremesa.mechanics.checking.mistakes import did_you_mean
from sobremesa.mechanics.checking.reader import Reader
from sobremesa.mechanics.checking.settings import CELL_START, LINK_START
from sobremesa.mechanics.document import Space
from sobremesa.mechanics.ir import Scalar

GENERATORS: dict[str, tuple[str, ...]] = {
    "complete": (),
    "ring": ("k",),
    "lattice": ("width", "height", "torus"),
    "erdos_renyi": ("degree", "p"),
    "random_regular": ("degree",),
    "watts_strogatz": ("k", "p"),
    "barabasi_albert": ("m",),
    "stochastic_block": ("by", "p_in", "p_out"),
    "given": ("edges",),
}
"""The options that each generator takes."""

_OPTIONAL = {"ring": {"k"}, "lattice": {"torus"}, "erdos_renyi": {"degree", "p"}}
_TYPES = {"k": Scalar.INT, "m": Scalar.INT, "width": Scalar.INT, "height": Scalar.INT, "torus": Scalar.BOOL}
_NETWORK_KEYS = {"kind", "generator", "of", "directed", "max_degree", "links"}
_KEYS = {
    "grid": {"kind", "width", "height", "torus", "neighborhood", "capacity", "cells"},
    "plane": {"kind", "width", "height", "torus"},
}


def lower_space(reader: Reader, path: str, space: Space) -> ir.Network | ir.Grid | ir.Plane | None:
    """The space of the document; None where it is broken."""
    if space.kind == "network":
        return lower_network(reader, path, space, None)
    _refuse_others(reader, path, space, _KEYS[space.kind], f"a {space.kind}")
    for key in ("width", "height"):
        if getattr(space, key) is None:
            reader.mistakes.add("option_missing", f"{path}.{key}", f"a {space.kind} needs a `{key}`")
    if space.width is None or space.height is None:
        return None
    size = Scalar.INT if space.kind == "grid" else Scalar.FLOAT
    width = reader.constant(f"{path}.width", space.width, size)
    height = reader.constant(f"{path}.height", space.height, size)
    torus = reader.constant(f"{path}.torus", False if space.torus is None else space.torus, Scalar.BOOL)
    if space.kind == "plane":
        return ir.Plane(width, height, torus)
    room = None if space.capacity is None else reader.constant(f"{path}.capacity", space.capacity, Scalar.INT)
    cells = lower_fields(reader, f"{path}.cells", space.cells, "cell", "cell", CELL_START)
    return ir.Grid(width, height, torus, space.neighborhood or "moore", room, cells)


def lower_network(reader: Reader, path: str, space: Space, layer: str | None) -> ir.Network | None:
    """A network; None where it is broken."""
    world, add = reader.world, reader.mistakes.add
    owner = "link" if layer is None else f"link:{layer}"
    if layer == "space":
        add("name_taken", path, "`space` names the network of `space:`", hint="another name for the layer")
    of = world.linked_type(space)
    if of is None or of not in world.types:
        hint = did_you_mean(of or "", world.types)
        add("unknown_type", f"{path}.of", "a network needs the type that it links", ", ".join(world.types), of, hint)
        return None
    if space.generator not in GENERATORS:
        hint = did_you_mean(space.generator or "", GENERATORS)
        if space.generator and "(" in space.generator:
            hint = "options are keys of their own: `generator: watts_strogatz, k: 6, p: 0.1`"
        add(
            "unknown_generator",
            f"{path}.generator",
            "a network needs a generator",
            ", ".join(GENERATORS),
            space.generator,
            hint,
        )
        return None
    wanted = GENERATORS[space.generator]
    _refuse_others(reader, path, space, _NETWORK_KEYS | set(wanted), f"the generator `{space.generator}`")
    _require(reader, path, space, wanted)
    options = {key: _option(reader, path, key, space) for key in wanted if key not in ("by", "edges")}
    lowered = {key: value for key, value in options.items() if value is not None}
    if space.generator == "ring":
        lowered.setdefault("k", ir.Const(2, Scalar.INT))
    if space.by is not None:
        lowered["by"] = _block_field(reader, path, space.by, of)
    links = lower_fields(reader, f"{path}.links", space.links, owner, "link", LINK_START)
    edges = space.edges or ()
    if any(min(edge) < 0 or edge[0] == edge[1] for edge in edges):
        add("impossible_option", f"{path}.edges", "an edge joins two different agents, by id from 0")
    return ir.Network(of, space.generator, lowered, space.directed, space.max_degree, links, edges, layer)


def _require(reader: Reader, path: str, space: Space, wanted: tuple[str, ...]) -> None:
    generator = space.generator or ""
    for key in wanted:
        if getattr(space, key) is None and key not in _OPTIONAL.get(generator, ()):
            reader.mistakes.add("option_missing", f"{path}.{key}", f"`{generator}` needs `{key}`")
    if generator == "erdos_renyi" and (space.p is None) == (space.degree is None):
        reader.mistakes.add("option_missing", path, "`erdos_renyi` needs either `degree` or `p`")


def _option(reader: Reader, path: str, key: str, space: Space) -> ir.Expr | None:
    value = getattr(space, key)
    if value is None:
        return None
    whole = key == "degree" and space.generator == "random_regular"
    return reader.constant(f"{path}.{key}", value, Scalar.INT if whole else _TYPES.get(key, Scalar.FLOAT))


def _block_field(reader: Reader, path: str, by: str, of: str) -> ir.Expr:
    """The label field that says who is in which block, as a read of `self`."""
    kind = reader.world.state[of].get(by)
    if not isinstance(kind, ir.Label):
        labels = [name for name, type_ in reader.world.state[of].items() if isinstance(type_, ir.Label)]
        hint = did_you_mean(by, labels)
        reader.mistakes.add(
            "unknown_field", f"{path}.by", "blocks are told by a label field", ", ".join(labels) or None, by, hint
        )
        kind = ir.Label(())
    return ir.FieldRead(ir.SelfRead(ir.Ref(of)), by, kind, own=True)


def _refuse_others(reader: Reader, path: str, space: Space, known: set[str], what: str) -> None:
    for key in sorted(space.model_fields_set - known):
        if getattr(space, key) not in (None, {}, (), False):
            hint = did_you_mean(key, known)
            reader.mistakes.add(
                "unknown_option", f"{path}.{key}", f"{what} takes no `{key}`", ", ".join(sorted(known)), hint=hint
            )
