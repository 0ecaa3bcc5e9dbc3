"""Whatever stands in a document, checking it ends in a program or in diagnostics; what passes can be compiled."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

from sobremesa.mechanics.diagnostics import DocumentError
from sobremesa.mechanics.processes.arms import arm_process
from sobremesa.mechanics.processes.checking import check_process
from sobremesa.mechanics.processes.emit import emit_process, process_source
from sobremesa.mechanics.processes.reading import read_process
from sobremesa.mechanics.processes.traffic import loads
from sobremesa.mechanics.yaml12 import load

HERE = Path(__file__).parent
SOURCES = [
    *sorted((HERE / "documents").glob("*.yaml")),
    *(HERE / "golden" / f"{name}.yaml" for name in ("bad_step", "still_held", "not_supported_yet")),
]
ODD: tuple[Any, ...] = (
    None, True, -1, 0, 1e308, 10**30, "", "x", "1 / 0", "self.kind", "queue(till)", "chance(2)", "exponential(-1)", [],
    "now", "poisson(1e9)", "-1 * minute", "a" * 70, "lognormal(0.0, 1)", [1, "two"], {"pattern": []}, "customer", {},
    "tills", "1e400 - 1e400", {"for": 1}, "import os", "().__class__", "min(1, 2) ** 99999", "hour", "route",
)  # fmt: skip
SAMPLE = 120


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every place of a document."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(place for key, each in inner for place in places(each, (*path, key)))]


def changed(document: Any, choose: random.Random) -> Any:
    """The document with something else at one or two places: odd, missing, moved, or under another name."""
    document = json.loads(json.dumps(document))
    for _ in range(choose.randint(1, 2)):
        path = choose.choice(places(document)[1:])
        here = document
        for key in path[:-1]:
            here = here[key]
        action = choose.random()
        if action < 0.6:
            here[path[-1]] = choose.choice(ODD)
        elif action < 0.75:
            del here[path[-1]]
        elif action < 0.9:
            other = choose.choice(places(document)[1:])
            found = document
            for key in other:
                found = found[key]
            here[path[-1]] = json.loads(json.dumps(found))
        elif isinstance(here, dict):
            here[choose.choice(("self", "env", "draws", "normal", "seed", "np", "list", "x" * 80))] = here.pop(path[-1])
    return document


def test_documents_that_are_a_little_wrong() -> None:
    choose = random.Random(1)
    originals = [load(path.read_text()) for path in SOURCES]
    passed = 0
    for _ in range(SAMPLE):
        document = changed(choose.choice(originals), choose)
        try:
            program = check_process(read_process(json.dumps(document)))
        except DocumentError as error:
            assert error.diagnostics
            assert all(str(each) for each in error.diagnostics)
            continue
        passed += 1
        arm = program.document.experiment.arms[0]
        loads(program, arm, {name: each.value for name, each in program.document.parameters.items()} | dict(arm.set))
        compile(emit_process(arm_process(program, arm)), "<process>", "exec")
        compile(process_source(program), "<process>", "exec")
    assert passed > 5
