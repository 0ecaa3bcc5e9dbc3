"""The page on which a program is watched and steered: Mesa's SolaraViz, in a file beside the model's.

The space is drawn by a component of its own, since Mesa's renderer knows neither our planes nor networks (decision 11).
"""

from __future__ import annotations

import ast
import math
from collections.abc import Mapping
from dataclasses import replace

from sobremesa.mechanics import ir
from sobremesa.mechanics.document import Parameter
from sobremesa.mechanics.emit.layout import Part, laid_out
from sobremesa.mechanics.emit.nodes import Tree, arguments, assign, attribute, call, constant, do, function, name
from sobremesa.mechanics.emit.portrayal import portrayals
from sobremesa.mechanics.emit.program import scope_of, title
from sobremesa.mechanics.emit.scope import Scope
from sobremesa.mechanics.emit.splice import DRAWING, copies, names_read, outside
from sobremesa.mechanics.emit.view import COMPONENT, MODEL, REDRAWN, space_view
from sobremesa.mechanics.wording import humanised

TAKEN = frozenset({"Figure", "Slider", "SolaraViz", "SpaceView", "AtTheEnd"})
MOST_SEED = 1000
"""How far the slider of the seed goes: Mesa's field for text would give the model a text."""


def app_source(program: ir.Program, module: str) -> str:
    """The file that `solara run` opens; `module` is the name of the model's file, without `.py`.

    Raises DocumentError (not_supported_yet) for what can't be compiled.
    """
    base, own = _without_clashes(scope_of(program))
    model = base.names.model
    looks = portrayals(program, base.names)
    space, ends = space_view(looks, base), _at_the_end(base)
    views = [view for view in (space, ends) if view is not None]
    drawn = names_read(views)
    colors = [look.color for look in looks if look.color.name in drawn]
    components: list[Tree] = [name(view.name) for view in views]
    components += [
        call("make_plot_component", constant(measure.name)) for measure in program.measures if not measure.at_end
    ]
    page = call(
        "SolaraViz",
        call(model),
        components=ast.List(components, ast.Load()),
        model_params=name("model_params"),
        name=constant(title(program)),
    )
    settings = assign(name("model_params"), _parameters(base))
    copied = copies(views, DRAWING)
    words = names_read([*views, settings, page_line := assign(name("page"), page)])
    doc = f"{title(program)} in the browser: `solara run` this file. It needs mesa[viz] and networkx."
    called = [ast.alias(own[word], None if own[word] == word else word) for word in sorted(words & set(own))]
    imports = [*outside(copied), *_imports(words), ast.ImportFrom(module, called, 0)]
    parts = [
        Part([do(constant(doc)), *imports]),
        Part(
            [*colors, *views],
            "What is seen: how agents look, the space, what is measured at the end.",
        ),
        Part(
            [settings, page_line],
            "The page: what can be set (a parameter without both bounds stays as it is), and what is shown.",
        ),
        Part(copied, "How a space is drawn (copied from Sobremesa)."),
    ]
    return laid_out(parts, own=[module])


def _without_clashes(base: Scope) -> tuple[Scope, Mapping[str, str]]:
    """The scope in which no class is called as something of the page; and what the classes are called at home."""
    names = base.names
    model = f"{names.model}Model" if names.model in TAKEN else names.model
    classes = {kind: f"{word}Agent" if word in TAKEN else word for kind, word in names.classes.items()}
    at_home = {model: names.model} | {word: names.classes[kind] for kind, word in classes.items()}
    return replace(base, names=replace(names, model=model, classes=classes)), at_home


def _imports(words: set[str]) -> list[ast.stmt]:
    lines: list[ast.stmt] = []
    if "solara" in words:
        lines.append(ast.Import([ast.alias("solara")]))
    if "Figure" in words:
        lines.append(ast.ImportFrom("matplotlib.figure", [ast.alias("Figure")], 0))
    shown = sorted(words & {"Slider", "SolaraViz", "make_plot_component"})
    lines.append(ast.ImportFrom("mesa.visualization", [ast.alias(word) for word in shown], 0))
    if "update_counter" in words:
        lines.append(ast.ImportFrom("mesa.visualization.utils", [ast.alias("update_counter")], 0))
    return lines


def _at_the_end(base: Scope) -> ast.FunctionDef | None:
    """A component for what is measured at the end, as it stands now: data collectors do not hold it."""
    rows: list[Tree] = []
    for measure in base.program.measures:
        if measure.at_end:
            value = call(attribute(MODEL, base.names.members["measure", measure.name]))
            label = humanised(measure.name) + (f" ({measure.unit})" if measure.unit else "")
            shown = ast.FormattedValue(value, -1, ast.JoinedStr([ast.Constant(".4g")]))
            rows.append(ast.JoinedStr([ast.Constant(f"- {label}: "), shown]))
    if not rows:
        return None
    text = call(attribute(constant("\n"), "join"), ast.List(rows, ast.Load()))
    lines = [REDRAWN, do(call(attribute(name("solara"), "Markdown"), text))]
    view = function("AtTheEnd", arguments("model"), lines, "What is measured at the end, as it stands now.")
    view.decorator_list = [COMPONENT]
    return view


def _parameters(base: Scope) -> Tree:
    """A control for each parameter that has both bounds; the others stay as they are."""
    keys, values = [], []
    for word, parameter in base.program.document.parameters.items():
        control = _control(word, parameter)
        if control is not None:
            keys.append(base.names.members["parameter", word])
            values.append(control)
    seed = call(
        "Slider", constant("seed"), value=constant(1), min=constant(1), max=constant(MOST_SEED), step=constant(1)
    )
    return ast.Dict([constant(key) for key in (*keys, "seed")], [*values, seed])


def _control(word: str, parameter: Parameter) -> Tree | None:
    label = humanised(word) + (f" ({parameter.unit})" if parameter.unit else "")
    if parameter.type == "bool":
        settings = {"type": "Checkbox", "value": parameter.value, "label": label}
        return ast.Dict([constant(key) for key in settings], [constant(value) for value in settings.values()])
    if parameter.low is None or parameter.high is None or parameter.low == parameter.high:
        return None
    ends = {"value": parameter.value, "min": parameter.low, "max": parameter.high, "step": _step(parameter)}
    kind = int if parameter.type == "int" else float
    return call("Slider", constant(label), **{key: constant(kind(value)) for key, value in ends.items()})


def _step(parameter: Parameter) -> float:
    """One for whole numbers, else the power of ten that makes a hundred steps or more."""
    if parameter.type == "int":
        return 1
    assert parameter.low is not None and parameter.high is not None
    return float(10.0 ** math.floor(math.log10((parameter.high - parameter.low) / 100.0)))
