"""A world at step 0: what the host knows is put in, and native code and generators of networks do the rest."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from sobremesa.mechanics import ir
from sobremesa.mechanics.document import Arm
from sobremesa.mechanics.ir.facts import networks
from sobremesa.mechanics.ir.sizes import constants, value_of
from sobremesa.mechanics.kernel import drawing
from sobremesa.mechanics.kernel.capacity import Parameters
from sobremesa.mechanics.kernel.compiling import Kernel
from sobremesa.mechanics.kernel.drawing import Options
from sobremesa.mechanics.kernel.failures import Failure
from sobremesa.mechanics.kernel.linking import attach
from sobremesa.mechanics.kernel.world import World

RUNNING = -1
FAILURES = {
    ZeroDivisionError: Failure.ZERO_DIVISION,
    OverflowError: Failure.OVERFLOW,
    IndexError: Failure.INDEX,
    ValueError: Failure.DOMAIN,
}
"""What drawing a network raises, and the code under which that is known."""


def fill(world: World, arm: Arm, parameters: Parameters, seed: int, replicates: Sequence[int], end: int) -> None:
    """What holds for the whole run: its address, its end, its parameters and rules, the sizes of all."""
    capacity, program = world.capacity, world.layout.program
    world.get("seed")[:] = seed
    world.get("replicate")[:] = np.array(replicates, dtype=np.uint64).view(np.int64)
    world.get("end")[:] = end
    world.get("stopped_at")[:] = RUNNING
    set_parameters(world, parameters)
    for rule in (*program.setup, *program.rules):
        world.get(f"rule#{rule.name}")[:] = rule.name not in arm.without
    for kind in program.agents:
        world.get(f"{kind.name}#capacity")[:] = capacity.rows[kind.name]
        world.get(f"{kind.name}#maximum")[:] = capacity.most[kind.name]
    if isinstance(program.space, ir.Grid):
        world.get("cell#rows")[:] = capacity.rows["cell"]
        world.get("grid#width")[:] = int(capacity.width)
        world.get("grid#height")[:] = int(capacity.height)
        world.get("grid#torus")[:] = torus(program, parameters)
        world.get("grid#capacity")[:] = capacity.room
    if isinstance(program.space, ir.Plane):
        world.get_float("plane#width")[:] = capacity.width
        world.get_float("plane#height")[:] = capacity.height
        world.get("plane#torus")[:] = torus(program, parameters)
        world.get("plane#columns")[:], world.get("plane#lines")[:] = capacity.buckets


def torus(program: ir.Program, parameters: Parameters) -> bool:
    """Whether the grid or plane has no edges."""
    assert isinstance(program.space, ir.Grid | ir.Plane)
    return bool(value_of(program.space.torus, constants(program.document, parameters)))


def set_parameters(world: World, parameters: Parameters) -> None:
    """What parameters hold from here on, in every replicate."""
    for word, kind in world.layout.program.parameters.items():
        if kind is ir.Scalar.FLOAT:
            world.get_float(f"parameter#{word}")[:] = parameters[word]
        else:
            world.get(f"parameter#{word}")[:] = parameters[word]


def set_up(kernel: Kernel, world: World, options: Sequence[Options], place: int) -> None:
    """Set a replicate up: state, networks, links, rules of set-up. What goes wrong stands in its header.

    `options` are those of each network.
    """
    header = world.header(place)
    if kernel.begin(header) == 0 and _link(world, options, place, kernel.cache):
        kernel.link_up(header)


def _link(world: World, options: Sequence[Options], place: int, cache: Path | None) -> bool:
    """Draw the replicate's networks. False where there is no such network."""
    seed, replicate = int(world.get("seed")[place]), int(world.get("replicate")[place]) % 2**64
    cancel = world.get("cancel")[place : place + 1]
    for network, told in zip(networks(world.layout.program), options, strict=True):
        count = int(world.get(f"{network.of}#rows")[place])
        groups = _groups(world, network, place, count)
        try:
            ends = drawing.drawn(network, told, groups, (count, seed, replicate), cache, cancel)
            attach(world, place, network, ends)
        except tuple(FAILURES) as error:
            failure = next(code for kind, code in FAILURES.items() if isinstance(error, kind))
            world.get("error")[place], world.get("error#rule")[place], world.get("error#agent")[place] = failure, 0, -1
            return False
    return True


def _groups(world: World, network: ir.Network, place: int, count: int) -> NDArray[np.int16] | None:
    by = network.options.get("by")
    if not isinstance(by, ir.FieldRead):
        return None
    return world.rows(world.layout.column(f"{network.of}.{by.name}"), place, count)
