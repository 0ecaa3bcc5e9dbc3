"""The page of an exported model: a file that stands beside it, and what Mesa's SolaraViz makes of the two."""

from __future__ import annotations

import ast
import importlib.util
import json
import subprocess
import sys
from pathlib import Path

import pytest

from sobremesa.mechanics import library
from sobremesa.mechanics.checking import check
from sobremesa.mechanics.document import Arm
from sobremesa.mechanics.emit import app_source, source
from sobremesa.mechanics.given import with_steps
from sobremesa.mechanics.mesa_engine import MesaEngine
from sobremesa.mechanics.reading import read_document

PAGE = Path(__file__).with_name("page.py")
CLICKS = 3
SHOWN = {"wolf_sheep": "grid", "boids": "plane", "virus_on_network": "network", "sir_mixed": "no space"}


def export(name: str, folder: Path) -> None:
    program = check(library.load(name))
    folder.mkdir(exist_ok=True)
    (folder / "model.py").write_text(source(program))
    (folder / "app.py").write_text(app_source(program, "model"))


def test_every_model_and_its_page_are_files_that_ruff_passes(tmp_path: Path) -> None:
    for name in library.documents():
        program = check(library.load(name))
        (tmp_path / f"{name}.py").write_text(source(program))
        (tmp_path / f"{name}_app.py").write_text(app_source(program, name))
        compile(app_source(program, name), name, "exec")
    ruff = [sys.executable, "-m", "ruff", "check", "--isolated", "."]
    done = subprocess.run(ruff, capture_output=True, text=True, check=False, cwd=tmp_path)
    assert done.returncode == 0, done.stdout


def controls(name: str) -> set[str]:
    """The keys of `model_params`."""
    tree = ast.parse(app_source(check(library.load(name)), "model"))
    (found,) = [
        each.value
        for each in tree.body
        if isinstance(each, ast.Assign) and ast.unparse(each.targets[0]) == "model_params"
    ]
    assert isinstance(found, ast.Dict)
    return {str(ast.literal_eval(key)) for key in found.keys if key is not None}


@pytest.mark.parametrize("name", SHOWN)
def test_every_parameter_with_two_bounds_can_be_set(name: str) -> None:
    parameters = library.load(name).parameters
    bounded = {word for word, each in parameters.items() if None not in (each.low, each.high) or each.type == "bool"}
    assert controls(name) == {*bounded, "seed"}


def test_a_model_may_be_called_like_what_the_page_imports() -> None:
    text = """
model: slider
purpose: a name that is taken
agents: {person: {count: 2}}
rules: [{name: rest, who: person, do: "return"}]
measures: {people: {value: "count(person)", at: end}}
experiment: {headline: {measure: people}}
"""
    page = app_source(check(read_document(text)), "model")
    compile(page, "app", "exec")
    assert "from model import Slider as SliderModel" in page
    assert "SliderModel(), components=[AtTheEnd]" in page.replace("\n    ", "").replace(",\n", "")


def test_so_may_a_type_of_agents() -> None:
    text = """
model: faces
purpose: a name that is taken
space: {kind: grid, width: 3, height: 3, torus: false}
agents: {figure: {count: 2, place: random}}
rules: [{name: rest, who: figure, do: "return"}]
measures: {figures: {value: "count(figure)"}}
experiment: {headline: {measure: figures}}
"""
    page = app_source(check(read_document(text)), "model")
    compile(page, "app", "exec")
    assert "from model import Faces, Figure as FigureAgent" in page
    assert "model.agents_by_type[FigureAgent]" in page


@pytest.mark.slow
@pytest.mark.skipif(importlib.util.find_spec("solara") is None, reason="needs the extra viz")
@pytest.mark.parametrize("name", SHOWN)
def test_the_page_is_drawn_stepped_and_begun_again(name: str, tmp_path: Path) -> None:
    export(name, tmp_path)
    command = [sys.executable, str(PAGE), str(tmp_path), str(CLICKS)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    seen = json.loads(done.stdout.splitlines()[-1])
    program = check(with_steps(library.load(name), CLICKS))
    engine = MesaEngine()
    _, series = engine.advance(program, engine.start(program, Arm(name="page"), 1, (0,)), CLICKS)
    assert seen["steps"] == CLICKS
    for measure, values in seen["measures"].items():
        assert values == series.values[measure][0].tolist(), measure
    assert len(seen["first"]) == len(seen["measures"]) + (name in ("boids",)) + (SHOWN[name] != "no space")
    assert seen["first"] != seen["then"]
    assert seen["again"] == seen["first"]
    ticked = {word for word, each in library.load(name).parameters.items() if each.type == "bool"}
    assert len(seen["sliders"]) == len(controls(name) - ticked) + 2  # Mesa's own two
