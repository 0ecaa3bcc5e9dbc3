"""Exported programs run by themselves, with SimPy and NumPy, and come to the same bits as the engine."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from pathlib import Path

import pytest

from sobremesa.mechanics.processes.arms import known_of, slices
from sobremesa.mechanics.processes.checking import check_process
from sobremesa.mechanics.processes.emit import process_source
from sobremesa.mechanics.processes.engine import SimpyEngine
from sobremesa.mechanics.processes.evaluating import number
from sobremesa.mechanics.processes.program import ProcessProgram
from sobremesa.mechanics.processes.reading import read_process

HERE = Path(__file__).parent
DOCUMENTS = sorted(path.stem for path in (HERE / "documents").glob("*.yaml"))
SEED, REPLICATE = 5, 2

ALONE = """
import importlib.util, json, sys
from pathlib import Path
assert "sobremesa" not in sys.modules
for path in sorted(Path(sys.argv[1]).glob("process_*.py")):
    spec = importlib.util.spec_from_file_location(path.stem, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    kinds = [each for each in vars(module).values() if isinstance(each, type) and hasattr(each, "measures")]
    (kind,) = kinds
    model = kind(seed=int(sys.argv[3]), replicate=int(sys.argv[4]))
    end = float(json.loads(sys.argv[2])[path.stem])
    model.env.run(until=end)
    row = model.measures([(0.0, end)])[0]
    print(path.stem, json.dumps({name: float(value).hex() for name, value in row.items()}))
"""


def program(name: str) -> ProcessProgram:
    text = (HERE / "documents" / f"{name}.yaml").read_text()
    return check_process(read_process(text))


def end_of(of: ProcessProgram) -> float:
    return number(of.horizon, known_of(of, {word: each.value for word, each in of.document.parameters.items()}))


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, str]]:
    """What the files measure in a process of their own."""
    folder, ends = tmp_path_factory.mktemp("processes"), {}
    for name in DOCUMENTS:
        of = program(name)
        (folder / f"process_{name}.py").write_text(process_source(of))
        ends[f"process_{name}"] = end_of(of)
    command = [sys.executable, "-c", ALONE, str(folder), json.dumps(ends), str(SEED), str(REPLICATE)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=folder)
    assert done.returncode == 0, done.stderr
    rows = (line.split(" ", 1) for line in done.stdout.splitlines())
    return {name.removeprefix("process_"): json.loads(row) for name, row in rows}


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_file_of_its_own_gives_the_same_bits(name: str, seen: dict[str, dict[str, str]]) -> None:
    of = program(name)
    arm = of.document.experiment.arms[0]
    engine = SimpyEngine()
    steps = slices(of, arm, {word: each.value for word, each in of.document.parameters.items()})
    _, series = engine.advance(of, engine.start(of, arm, SEED, (REPLICATE,)), steps)
    assert not series.errors
    ours = {each.name: float(series.values[each.name][0, -1]).hex() for each in of.measures}
    assert ours == seen[name]
    assert any(value != "nan" for value in ours.values())


@pytest.mark.parametrize("name", DOCUMENTS)
def test_it_needs_simpy_and_numpy_at_most_and_scipy_for_gamma(name: str) -> None:
    text = process_source(program(name))
    tree = ast.parse(text)
    wanted = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    wanted |= {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    allowed = {"simpy", "numpy"} | ({"scipy"} if "gamma(" in text else set())
    assert {word.split(".")[0] for word in wanted} - sys.stdlib_module_names <= allowed


def test_the_file_prints_what_is_measured(tmp_path: Path) -> None:
    name, path = "bakery", tmp_path / "alone.py"
    path.write_text(process_source(program(name)))
    done = subprocess.run([sys.executable, str(path)], capture_output=True, text=True, check=False, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert [line.split()[0] for line in done.stdout.splitlines()] == [each.name for each in program(name).measures]


NAMES = """
process: visit
purpose: names that a program uses for something else
clock: {unit: minute, horizon: 50, state: terminating}
parameters:
  env: {value: 1, source: given}
  visit_rate: {value: 1, source: given}
  customer_batch_1: {value: 2, type: int, source: given}
  seed: {value: 0.5, source: given}
  print: {value: 3, source: given}
  measures: {value: 1, source: given}
resources: {of: {capacity: customer_batch_1}, turn: {}, of_np: {}}
containers: {draws: {start: 100}}
stores: {simpy: {}}
entities:
  visit:
    arrive: {rate: "visit_rate * env"}
    attributes: {draw: seed, self_: 1}
    route:
      - {batch: customer_batch_1, do: [{use: of, for: self.draw}]}
      - {split: [[{use: turn, for: print / 10}], [{use: of_np, for: measures / 10}]]}
      - {get: draws}
  visit_of: {arrive: {every: 9}, route: [{seize: of}, {delay: 1}, {release: of}]}
  normal: {arrive: {every: 7}, route: [{put: simpy}]}
  np: {arrive: {every: 8}, route: [{get: simpy}]}
measures:
  a: {value: "waiting(of, np)"}
  b: {value: waiting(of_np)}
  c: {value: waiting(of)}
  d: {value: time_in_system(visit)}
  e: {value: stock(simpy)}
  f: {value: level(draws)}
experiment: {headline: {measure: d}}
"""


def test_no_name_of_a_document_hides_one_of_the_program(tmp_path: Path) -> None:
    of = check_process(read_process(NAMES))
    engine, arm = SimpyEngine(), of.document.experiment.arms[0]
    _, series = engine.advance(of, engine.start(of, arm, SEED, (0,)), 50)
    assert not series.errors
    assert series.values["d"][0, -1] > 0.5
    path = tmp_path / "alone.py"
    path.write_text(process_source(of))
    done = subprocess.run([sys.executable, str(path)], capture_output=True, text=True, check=False, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert [line.split()[0] for line in done.stdout.splitlines()] == list("abcdef")
