"""A process changed in ways that its conclusion should bear: other distributions, other arrivals, longer, other seeds.

What a queue does hangs on means, and less on how times are spread around them. So service times and gaps between
arrivals are tried with the same mean and another spread; the warm-up and the run are doubled, since what was cut off
too early, or looked at too briefly, would change then; and what nobody stated is put at half and at twice its value.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Mapping, Sequence

from sobremesa.mechanics.asked import scenario_arm
from sobremesa.mechanics.diagnostics import DocumentError
from sobremesa.mechanics.document import Expression, Parameter
from sobremesa.mechanics.processes.checking import check_process
from sobremesa.mechanics.processes.document import Arrivals, Entity, Pattern, ProcessDocument, Step
from sobremesa.mechanics.processes.program import ProcessProgram
from sobremesa.mechanics.verdicts.code import expression_of
from sobremesa.mechanics.verdicts.ends import ASSUMED, ends_of
from sobremesa.mechanics.verdicts.reseeding import MOST
from sobremesa.mechanics.verdicts.variant import Variant, unexplored
from sobremesa.mechanics.wording import humanised

STAGES = 4
"""An Erlang distribution of so many stages has half the standard deviation of an exponential one with its mean."""


def changes_of(program: ProcessProgram, seed: int) -> tuple[Variant, ...]:
    """All variants that the language accepts, the most telling first."""
    document = unexplored(program.document)
    found = [
        Variant("seed", f"other random numbers (seed {(seed + 1) % MOST})", check_process(document), (seed + 1) % MOST)
    ]
    whole = (
        ("distribution", "service times with the same mean and another spread", _respread(document)),
        ("arrivals", "evenly spread arrivals at the same rate", _evenly(document)),
        ("warmup", "twice the warm-up", _later(document)),
        ("horizon", "twice the time", _longer(document)),
    )
    for perturbation, says, other in whole:
        checked = None if other is None or other == document else _accepted(other)
        if checked is not None:
            found.append(Variant(perturbation, says, checked, seed))  # type: ignore[arg-type]
    return (*found, *_at_the_ends(program, document, seed))


def _accepted(document: ProcessDocument) -> ProcessProgram | None:
    try:
        return check_process(document)
    except DocumentError:
        return None


def _respread(document: ProcessDocument) -> ProcessDocument:
    """How long each use and delay lasts, drawn from another distribution of the same mean."""
    entities = {
        name: entity.model_copy(
            update={
                "route": _steps(entity.route, _lasting),
                "routes": {key: _steps(route, _lasting) for key, route in entity.routes.items()},
            }
        )
        for name, entity in document.entities.items()
    }
    return document.model_copy(update={"entities": entities})


def _steps(steps: Sequence[Step], change: Callable[[Step], Step]) -> tuple[Step, ...]:
    return tuple(_inside(change(step), change) for step in steps)


def _inside(step: Step, change: Callable[[Step], Step]) -> Step:
    update: dict[str, object] = {}
    for field in ("do", "otherwise", "loop"):
        if (within := getattr(step, field)) is not None:
            update[field] = _steps(within, change)
    if step.branch is not None:
        update["branch"] = tuple(way.model_copy(update={"route": _steps(way.route, change)}) for way in step.branch)
    if step.split is not None:
        update["split"] = tuple(_steps(part, change) for part in step.split)
    return step.model_copy(update=update)


def _lasting(step: Step) -> Step:
    update: dict[str, object] = {}
    for field in ("lasting", "delay"):
        value = getattr(step, field)
        if isinstance(value, str):
            update[field] = _other_spread(value)
    return step.model_copy(update=update)


def _other_spread(text: str) -> str:
    """`exponential(m)` as `erlang(4, m)`, `gamma(k, s)` and `erlang(k, m)` as exponential: the same mean."""
    return ast.unparse(_Respread().visit(expression_of(text)))


class _Respread(ast.NodeTransformer):
    def visit_Call(self, node: ast.Call) -> ast.AST:
        self.generic_visit(node)
        if not isinstance(node.func, ast.Name) or node.keywords:
            return node
        match node.func.id, node.args:
            case "exponential", [mean]:
                return _call("erlang", ast.Constant(STAGES), mean)
            case "gamma", [shape, scale]:
                return _call("exponential", ast.BinOp(shape, ast.Mult(), scale))
            case ("erlang", [_, mean]) | ("lognormal", [mean, _]):
                return _call("exponential", mean)
        return node


def _call(name: str, *arguments: ast.expr) -> ast.Call:
    return ast.Call(ast.Name(name, ast.Load()), list(arguments), [])


def _evenly(document: ProcessDocument) -> ProcessDocument:
    """Poisson arrivals of a constant rate as gaps of an Erlang distribution."""
    entities = {name: _even(entity) for name, entity in document.entities.items()}
    return document.model_copy(update={"entities": entities})


def _even(entity: Entity) -> Entity:
    arrive = entity.arrive
    if arrive.rate is None or isinstance(arrive.rate, Pattern):
        return entity
    gaps = Arrivals.model_validate(
        {**arrive.model_dump(exclude={"rate"}), "every": f"erlang({STAGES}, 1 / ({arrive.rate}))"}
    )
    return entity.model_copy(update={"arrive": gaps})


def _later(document: ProcessDocument) -> ProcessDocument | None:
    """Twice the warm-up, where one is named."""
    warmup = document.clock.warmup
    if warmup is None or warmup == "auto":
        return None
    return document.model_copy(update={"clock": document.clock.model_copy(update={"warmup": _twice(warmup)})})


def _longer(document: ProcessDocument) -> ProcessDocument | None:
    """Twice the time, in as many slices; nothing where the process ends by itself."""
    clock = document.clock
    if clock.state == "terminating":
        return None
    update: Mapping[str, object] = {
        "horizon": _twice(clock.horizon),
        "slice": None if clock.slice is None else _twice(clock.slice),
    }
    return document.model_copy(update={"clock": clock.model_copy(update=update)})


def _twice(expression: Expression) -> str:
    return f"2 * ({expression})"


def _at_the_ends(program: ProcessProgram, document: ProcessDocument, seed: int) -> Iterator[Variant]:
    """Each parameter that nobody stated, at half and at twice its value within its bounds."""
    arm = scenario_arm(document)
    for name, parameter in document.parameters.items():
        if parameter.source not in ASSUMED or name in arm.set or parameter.type == "bool":
            continue
        for end in ends_of(parameter):
            changed = {**document.parameters, name: parameter.model_copy(update={"value": _typed(parameter, end)})}
            checked = _accepted(document.model_copy(update={"parameters": changed}))
            if checked is not None:
                says = f"{humanised(name)} {end:g} instead of {parameter.value:g}"
                moved = any(lever.moves == name for lever in program.levers)
                yield Variant(
                    "parameter",
                    says,
                    checked,
                    seed,
                    parameter=name,
                    value=float(end),
                    base=float(parameter.value),
                    later=moved,
                )


def _typed(parameter: Parameter, value: float) -> int | float:
    return int(value) if parameter.type == "int" else float(value)
