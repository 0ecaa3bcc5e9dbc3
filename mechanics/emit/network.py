"""The lines of `Model.__init__` that link agents to a network."""

from __future__ import annotations

import ast

from sobremesa.mechanics import ir
from sobremesa.mechanics.emit.dispatch import expression
from sobremesa.mechanics.emit.nodes import Tree, assign, attribute, call, constant, listing, name, subscript
from sobremesa.mechanics.emit.scope import Scope

OPTIONS = {
    "complete": (),
    "ring": ("k",),
    "random_regular": ("degree",),
    "watts_strogatz": ("k", "p"),
    "barabasi_albert": ("m",),
}
"""What a generator takes after the number of agents."""


def link_agents(network: ir.Network, scope: Scope) -> list[ast.stmt]:
    """Draw the network, and tell each agent its neighbours."""
    if network.layer is not None or network.directed or network.max_degree is not None or network.links:
        raise scope.unsupported("a network with layers, directions, link state or changing links")
    agents = scope.member("type", network.of)
    everyone = call("rows", call("len", agents), _links(network, agents, scope))
    pairs = ast.Tuple([ast.Name("agent", ast.Store()), ast.Name("row", ast.Store())], ast.Store())
    near = listing(subscript(agents, name("number")), "number", name("row"))
    body = [assign(attribute(name("agent"), "neighbors"), near)]
    return [ast.For(pairs, call("zip", agents, everyone, strict=ast.Constant(True)), list(body), [])]


def _links(network: ir.Network, agents: Tree, scope: Scope) -> Tree:
    count = call("len", agents)
    address = [scope.draws, constant(f"network:{network.layer or 'space'}.{network.generator}")]
    options = {word: expression(value, scope) for word, value in network.options.items()}
    if network.generator in ("complete", "ring"):
        return call(network.generator, count, *(options[word] for word in OPTIONS[network.generator]))
    if network.generator in OPTIONS:
        return call(network.generator, count, *(options[word] for word in OPTIONS[network.generator]), *address)
    if network.generator == "given":
        return ast.List([ast.Tuple([constant(a), constant(b)], ast.Load()) for a, b in network.edges], ast.Load())
    raise scope.unsupported(f"the network {network.generator}")
