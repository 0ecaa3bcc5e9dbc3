"""The lines of `Model.__init__` that link agents to networks, and the classes of links that matter themselves."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from dataclasses import replace

from sobremesa.mechanics import ir
from sobremesa.mechanics.emit.dispatch import expression
from sobremesa.mechanics.emit.fields import added_fields, start_of
from sobremesa.mechanics.emit.nodes import (
    SELF,
    Tree,
    arguments,
    assign,
    attribute,
    call,
    class_,
    constant,
    do,
    function,
    listing,
    loop,
    name,
)
from sobremesa.mechanics.emit.scope import Scope, method_of_agent
from sobremesa.mechanics.ir.facts import network_word, networks

AFTER_COUNT = {
    "complete": (),
    "ring": ("k",),
    "random_regular": ("degree",),
    "watts_strogatz": ("k", "p"),
    "barabasi_albert": ("m",),
}
"""What a generator takes after the number of agents."""
WITHOUT_DRAWS = frozenset({"complete", "ring", "lattice", "given"})


def near_name(network: ir.Network) -> str:
    """The attribute of agents that holds their neighbours on a network."""
    return "neighbors" if network.layer is None else f"neighbors_{network.layer}"


def links_name(network: ir.Network) -> str:
    """The attribute of the model that holds the links of a network."""
    return "links" if network.layer is None else f"links_{network.layer}"


def network_of(program: ir.Program, layer: str | None) -> ir.Network:
    """The space's network, or that of a layer."""
    return next(network for network in networks(program) if network.layer == layer)


def link_everyone(scope: Scope) -> list[ast.stmt]:
    """Draw the networks, tell agents their neighbours, and let links start."""
    lines: list[ast.stmt] = []
    for network in networks(scope.program):
        agents = scope.everyone(network.of)
        near = [] if network.layer is None else [constant(near_name(network))]
        linker = "point_agents" if network.directed else "link_agents"
        lines.append(do(call(linker, agents, _links(network, agents, scope), *near)))
    if scope.facts.linked:
        lines.append(do(call(attribute(SELF, "make_links"))))
    for network in networks(scope.program):
        if network.links:
            start = do(call(attribute(name("link"), "start")))
            lines.append(loop("link", attribute(SELF, links_name(network)), [start]))
    return lines


def _links(network: ir.Network, agents: Tree, scope: Scope) -> Tree:
    count = call("len", agents)
    site = constant(f"network:{network.layer or 'space'}.{network.generator}")
    address = [] if network.generator in WITHOUT_DRAWS else [scope.draws, site]
    options = {word: expression(value, scope) for word, value in network.options.items()}
    if network.generator in AFTER_COUNT:
        return call(network.generator, count, *(options[word] for word in AFTER_COUNT[network.generator]), *address)
    if network.generator == "lattice":
        return call("lattice", options["width"], options["height"], options.get("torus", ast.Constant(False)))
    if network.generator == "erdos_renyi":
        if "p" in options:
            chance = options["p"]
        else:
            others = ast.BinOp(count, ast.Sub(), ast.Constant(1))
            chance = ast.BinOp(options["degree"], ast.Div(), call("max", others, ast.Constant(1)))
        return call("erdos_renyi", count, chance, ast.Constant(network.directed), *address)
    if network.generator == "stochastic_block":
        return call("stochastic_block", _groups(network, agents, scope), options["p_in"], options["p_out"], *address)
    if network.generator == "given":
        return ast.List([ast.Tuple([constant(a), constant(b)], ast.Load()) for a, b in network.edges], ast.Load())
    raise scope.unsupported(f"the network {network.generator}")


def _groups(network: ir.Network, agents: Tree, scope: Scope) -> Tree:
    """The code of everyone's label."""
    block = network.options["by"]
    assert isinstance(block, ir.FieldRead) and isinstance(block.type, ir.Label)
    words = ast.List([constant(word) for word in block.type.labels], ast.Load())
    value = attribute(name("agent"), scope.names.fields[network.of, block.name])
    return listing(call(attribute(words, "index"), value), "agent", agents)


def make_links(base: Scope) -> list[ast.FunctionDef]:
    """The method that keeps the links of networks that change, or whose links have a state."""
    lines: list[ast.stmt] = []
    for network in networks(base.program):
        owner = network_word("link", network.layer)
        if owner in base.facts.linked:
            agents = replace(base, model=SELF).everyone(network.of)
            kind = name(base.names.classes[owner])
            details = [constant(near_name(network)), constant(network.directed), constant(network.max_degree)]
            lines.append(assign(attribute(SELF, links_name(network)), call("Links", SELF, kind, agents, *details)))
    return [function("make_links", arguments("self"), lines, "Keep the links themselves.")] if lines else []


def link_class(network: ir.Network, methods: Sequence[ast.FunctionDef], base: Scope) -> ast.ClassDef:
    """The class of a network's links."""
    owner = network_word("link", network.layer)
    body: list[ast.stmt] = added_fields(base.program, owner, network.links, base)
    scope = method_of_agent(
        base.program, base.names, base.facts, "space.links"
    ).again()  # a link may be made twice a step
    lines = [
        assign(attribute(SELF, base.names.fields[owner, field.name]), start_of(field, scope)) for field in network.links
    ]
    if lines:
        body.append(function("start", arguments("self"), lines, "The state of the link when it is made."))
    return class_(base.names.classes[owner], [name("NetworkLink")], [*body, *methods], "A link of the network.")
