"""Whether sizes and options fit together, for the parameters of each arm: what could not be set up is said here."""

from __future__ import annotations

from sobremesa.mechanics import ir
from sobremesa.mechanics.checking.mistakes import Mistakes
from sobremesa.mechanics.ir.sizes import Sizes, value_of


def check_feasible(sizes: Sizes, mistakes: Mistakes) -> None:
    """Counts, steps, and the options of spaces and layers."""
    where = f"in the arm `{sizes.arm.name}`"
    if sizes.steps < 1:
        mistakes.add("out_of_bounds", "clock.steps", f"a run has a step at least ({where})", found=f"{sizes.steps:g}")
    for key, often in (
        ("every", sizes.program.every), ("rounds", sizes.program.rounds), ("cycles", sizes.program.cycles)
    ):  # fmt: skip
        number = value_of(often, sizes.values)
        if number is not None and number < 1:
            mistakes.add("out_of_bounds", f"coupling.{key}", f"`{key}` is 1 or more ({where})", found=f"{number:g}")
    for agents in sizes.program.agents:
        _check_count(sizes, agents, where, mistakes)
    space = sizes.space
    path = "space" if sizes.arm.name not in sizes.program.arm_spaces else _arm_path(sizes)
    if isinstance(space, ir.Network):
        _check_network(sizes, space, path, where, mistakes)
    elif space is not None:
        _check_area(sizes, space, path, where, mistakes)
    for layer in sizes.program.layers:
        _check_network(sizes, layer, f"layers.{layer.layer}", where, mistakes)


def _arm_path(sizes: Sizes) -> str:
    arms = sizes.program.document.experiment.arms
    return next(f"experiment.arms[{i}].space" for i, arm in enumerate(arms) if arm.name == sizes.arm.name)


def _check_count(sizes: Sizes, agents: ir.Agents, where: str, mistakes: Mistakes) -> None:
    path = f"agents.{agents.name}"
    count, most = value_of(agents.count, sizes.values), value_of(agents.maximum, sizes.values)
    if count is not None and count < 0:
        mistakes.add("out_of_bounds", f"{path}.count", f"a count is 0 or more ({where})", found=f"{count:g}")
    if count is not None and most is not None and most < count:
        mistakes.add(
            "out_of_bounds", f"{path}.max", f"`max` is below the count ({where})", f"at least {count:g}", f"{most:g}"
        )


def _check_area(sizes: Sizes, space: ir.Grid | ir.Plane, path: str, where: str, mistakes: Mistakes) -> None:
    for side in ("width", "height"):
        size = value_of(getattr(space, side), sizes.values)
        if size is not None and size <= 0:
            mistakes.add("impossible_option", f"{path}.{side}", f"a side is above 0 ({where})", found=f"{size:g}")
    if not isinstance(space, ir.Grid) or space.capacity is None:
        return
    room = value_of(space.capacity, sizes.values)
    born = sum(value_of(agents.count, sizes.values) or 0.0 for agents in sizes.program.agents)
    if room is not None and room * sizes.cells < born:
        message = f"the agents don't fit on the grid ({where})"
        mistakes.add("impossible_option", path, message, f"at most {room * sizes.cells:,.0f}", f"{born:,.0f}")


def _check_network(sizes: Sizes, network: ir.Network, path: str, where: str, mistakes: Mistakes) -> None:
    count = next((value_of(a.count, sizes.values) for a in sizes.program.agents if a.name == network.of), None)
    if count is None:
        return
    options = {key: value_of(option, sizes.values) for key, option in network.options.items()}
    for key, value in options.items():
        if value is not None and (problem := _problem(network.generator, key, value, count)):
            mistakes.add("impossible_option", f"{path}.{key}", f"{problem} ({where})", found=f"{value:g}")
    width, height = options.get("width"), options.get("height")
    if width is not None and height is not None and width * height != count:
        message = f"a lattice has one agent at each point ({where})"
        mistakes.add("impossible_option", path, message, f"{width * height:g} of {network.of}", f"{count:g}")
    degree = options.get("degree")
    if network.generator == "random_regular" and degree is not None and (degree * count) % 2:
        mistakes.add(
            "impossible_option",
            f"{path}.degree",
            f"degree × agents must be even ({where})",
            found=f"{degree:g} × {count:g}",
        )
    if network.edges and max(max(edge) for edge in network.edges) >= count:
        mistakes.add(
            "impossible_option",
            f"{path}.edges",
            f"an edge names an agent that there is not ({where})",
            f"ids below {count:g}",
        )


def _problem(generator: str, key: str, value: float, count: float) -> str | None:
    if key in ("p", "p_in", "p_out"):
        return None if 0 <= value <= 1 else "a chance is from 0 to 1"
    if key == "k":
        return None if 2 <= value < count else "`k` neighbours: from 2 to one fewer than the agents"
    if key == "m":
        return None if 1 <= value < count else "`m` links each: from 1 to one fewer than the agents"
    if key == "degree":
        return None if 0 <= value < count else "a degree is below the number of agents"
    return None
