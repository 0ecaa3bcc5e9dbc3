"""The component of an app that draws the space: a grid's cells, a plane, or a network's links; and the agents."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from dataclasses import replace

from sobremesa.mechanics import ir
from sobremesa.mechanics.emit.dispatch import expression
from sobremesa.mechanics.emit.network import near_name
from sobremesa.mechanics.emit.nodes import (
    Tree,
    arguments,
    assign,
    attribute,
    call,
    constant,
    do,
    function,
    lambda_,
    name,
)
from sobremesa.mechanics.emit.portrayal import Portrayal, cell_value
from sobremesa.mechanics.emit.scope import Scope
from sobremesa.mechanics.ir.facts import networks
from sobremesa.mechanics.wording import humanised

MODEL, AXES = name("model"), name("axes")
REDRAWN = do(call(attribute(name("update_counter"), "get")))
COMPONENT = attribute(name("solara"), "component")


def space_view(looks: Sequence[Portrayal], base: Scope) -> ast.FunctionDef | None:
    """The component; None of a model without a space."""
    scope = replace(base, model=MODEL)
    drawn = _on_space(looks, scope) if base.program.space is not None else []
    if not isinstance(base.program.space, ir.Grid | ir.Plane):
        drawn = _on_network(looks, scope)
    if not drawn:
        return None
    lines = [
        REDRAWN,
        assign(name("figure"), call("Figure")),
        assign(AXES, call(attribute(name("figure"), "add_subplot"))),
        *drawn,
        do(call("finish", AXES)),
        do(
            call(
                attribute(name("solara"), "FigureMatplotlib"),
                name("figure"),
                format=constant("png"),
                bbox_inches=constant("tight"),
            )
        ),
    ]
    view = function("SpaceView", arguments("model"), lines, "The space, and who is where.")
    view.decorator_list = [COMPONENT]
    return view


def _on_space(looks: Sequence[Portrayal], scope: Scope) -> list[ast.stmt]:
    """A grid or a plane, and those who have a place on it."""
    if isinstance(scope.program.space, ir.Grid):
        value = cell_value(scope.program, scope.names)
        shading = [] if value is None else [lambda_(["cell"], value)]
        lines: list[ast.stmt] = [do(call("draw_cells", AXES, attribute(MODEL, "grid"), *shading))]
    else:
        lines = [do(call("draw_plane", AXES, attribute(MODEL, "plane")))]
    for look in looks:
        if look.kind.place is None:
            continue
        everyone = scope.everyone(look.kind.name)
        if isinstance(scope.program.space, ir.Grid):
            places = call("places_on_grid", everyone, attribute(MODEL, "grid"))
        else:
            places = call("places_on_plane", everyone)
        lines.append(_agents(look, everyone, places))
    return lines


def _on_network(looks: Sequence[Portrayal], scope: Scope) -> list[ast.stmt]:
    """The first network, laid out once for each model."""
    found = networks(scope.program)
    if not found:
        return []
    network = found[0]
    look = next(look for look in looks if look.kind.name == network.of)
    everyone, near = scope.everyone(network.of), constant(near_name(network))
    rows = [expression(network.options["width"], scope)] if network.generator == "lattice" else []
    layout = lambda_([], call("places_on_network", everyone, near, *rows))
    key = ast.List([call("id", MODEL)], ast.Load())
    places = name("places")
    return [
        assign(places, call(attribute(name("solara"), "use_memo"), layout, key)),
        do(call("draw_links", AXES, everyone, near, places)),
        _agents(look, everyone, places),
    ]


def _agents(look: Portrayal, everyone: Tree, places: Tree) -> ast.stmt:
    legend = ast.Dict([constant(word) for word in look.legend], [constant(color) for color in look.legend.values()])
    label = constant(humanised(look.kind.name))
    return do(call("draw_agents", AXES, everyone, places, name(look.color.name), label, legend))
