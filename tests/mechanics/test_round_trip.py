"""Every model of the library, exported and run as a file of its own, measures what our own run measures, bit for bit.

On another Mesa: install the project into an environment of that Python (3.12 has Mesa 3.5), and run this file there.
"""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from pathlib import Path

import pytest

from sobremesa.mechanics import library
from sobremesa.mechanics.checking import check
from sobremesa.mechanics.document import Arm
from sobremesa.mechanics.emit import source
from sobremesa.mechanics.emit.names import names_of
from sobremesa.mechanics.given import with_steps
from sobremesa.mechanics.ir import Program
from sobremesa.mechanics.mesa_engine import MesaEngine

STEPS = 5
SEED, REPLICATE = 5, 2
ALONE = Path(__file__).with_name("alone.py")
Seen = dict[str, dict[str, list[str]]]


def program(name: str) -> Program:
    return check(with_steps(library.load(name), STEPS))


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with every model as a file."""
    folder, manifest = tmp_path_factory.mktemp("models"), {}
    for name in library.documents():
        of = program(name)
        names = names_of(of)
        (folder / f"{name}.py").write_text(source(of))
        manifest[name] = names.model, {each.name: names.members["measure", each.name] for each in of.measures}
    (folder / "manifest.json").write_text(json.dumps(manifest))
    return folder


@pytest.fixture(scope="module")
def seen(exported: Path) -> Seen:
    """What the files measure in a process of their own."""
    command = [sys.executable, str(ALONE), str(exported), str(STEPS)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=exported)
    assert done.returncode == 0, done.stderr
    found: Seen = json.loads(done.stdout)
    return found


@pytest.mark.parametrize("name", library.documents())
def test_a_file_of_its_own_gives_the_same_bits(name: str, seen: Seen) -> None:
    of, engine = program(name), MesaEngine()
    _, series = engine.advance(of, engine.start(of, Arm(name="as it is"), SEED, (REPLICATE,)), STEPS)
    assert not series.errors
    for measure in of.measures:
        ours = [value.hex() for value in series.values[measure.name][0].tolist()]
        theirs = seen[name][measure.name]
        if measure.at_end:
            assert theirs == ours[-1:], measure.name
        else:
            # a run that is over holds its last values
            assert [*theirs, *theirs[-1:] * (STEPS + 1 - len(theirs))] == ours, measure.name


@pytest.mark.parametrize("name", library.documents())
def test_it_needs_mesa_numpy_and_networkx_at_most(name: str, exported: Path) -> None:
    tree = ast.parse((exported / f"{name}.py").read_text())
    wanted = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    wanted |= {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert {word.split(".")[0] for word in wanted} - sys.stdlib_module_names <= {"mesa", "numpy", "networkx"}
