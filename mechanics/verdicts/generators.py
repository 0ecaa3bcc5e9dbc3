"""Links drawn in another way, everyone having as many as before on average."""

from __future__ import annotations

from sobremesa.mechanics.document import ModelDocument, Space
from sobremesa.mechanics.ir import Network, Program
from sobremesa.mechanics.ir.facts import networks
from sobremesa.mechanics.ir.sizes import sizes_of
from sobremesa.mechanics.verdicts.variant import Variant, accepted

WORDS = {
    "ring": "a ring", "lattice": "a lattice", "erdos_renyi": "a random network", "random_regular": "a regular network",
    "watts_strogatz": "a small world", "barabasi_albert": "a network with hubs",
}  # fmt: skip
FEWEST = 3
"""Links: with fewer, another network falls apart, and differs in more than in how it was drawn."""
OPTIONS = ("k", "p", "m", "degree", "width", "height", "torus")


def redrawn(program: Program, seed: int) -> tuple[Variant, ...]:
    """Every network from another generator of the same degree, at once; none where no generator stands in for one.

    The links of a random network go to the same number each; all others to anyone at random, hubs with as many as
    anyone else. Blocks, given links, and networks where all are linked with all have no such double.
    """
    document, told = program.document, []
    for network in networks(program):
        old = document.space if network.layer is None else document.layers[network.layer]
        new = None if old is None else _another(program, network, old)
        if old is None or new is None:
            continue
        document = _with(document, network.layer, new)
        told.append(f"{WORDS[new.generator or '']} instead of {WORDS[old.generator or '']}")
    changed = accepted(document) if told else None
    if changed is None:
        return ()
    return (Variant("network", f"{' and '.join(told)}, with as many links each", changed, seed),)


def _another(program: Program, network: Network, old: Space) -> Space | None:
    sizes = sizes_of(program, program.document.experiment.arms[0])
    degree, agents = sizes.degree(network), sizes.population[network.of]
    generator: str | None
    match network.generator:
        case "watts_strogatz" | "ring" | "lattice" | "erdos_renyi":
            generator, degree = "random_regular", _regular(degree, agents, network.generator)
        case "random_regular" | "barabasi_albert":
            generator = "erdos_renyi"
        case _:
            generator = None
    if old.directed and generator == "random_regular":
        generator = None if network.generator == "erdos_renyi" else "erdos_renyi"
    if generator is None or not FEWEST <= degree < agents:
        return None
    whole = generator == "random_regular"
    cleared = dict.fromkeys(OPTIONS)
    return old.model_copy(update={**cleared, "generator": generator, "degree": int(degree) if whole else degree})


def _regular(degree: float, agents: float, generator: str) -> float:
    """The nearest whole degree that a regular network of so many agents can have; rings have even ones."""
    nearest = 2 * (int(degree) // 2) if generator in ("watts_strogatz", "ring") else round(degree)
    return nearest if nearest * agents % 2 == 0 else nearest + 1


def _with(document: ModelDocument, layer: str | None, space: Space) -> ModelDocument:
    if layer is None:
        return document.model_copy(update={"space": space})
    return document.model_copy(update={"layers": {**document.layers, layer: space}})
