"""Inside somebody else's application: nothing of the host is changed, and nothing of it is taken for ours."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

HEAVY = (
    *("mesa", "networkx", "scipy", "numpy", "pandas", "matplotlib", "llvmlite", "SALib", "simpy", "dask"),
    *("langgraph", "langchain_core", "langchain_openai", "langsmith", "openai", "mcp", "starlette", "uvicorn"),
    *("httpx2", "pydantic", "jinja2", "yaml", "rich", "typer", "sqlite3", "asyncio", "multiprocessing", "psycopg"),
)
LATER = {"warnings", "threads"}
"""The libraries below us set filters for warnings of their own when they are loaded; we load them at first use."""
LOOK = """
import json, logging, multiprocessing, os, signal, sys, threading, warnings
def host():
    return {
        "environment": dict(os.environ),
        "path": list(sys.path),
        "folder": os.getcwd(),
        "handlers": [repr(handler) for handler in logging.getLogger().handlers],
        "level": logging.getLogger().level,
        "warnings": [repr(each) for each in warnings.filters],
        "signals": [repr(signal.getsignal(each)) for each in (signal.SIGINT, signal.SIGTERM)],
        "hooks": [repr(sys.excepthook), repr(sys.unraisablehook), repr(threading.excepthook)],
        "started": multiprocessing.get_start_method(allow_none=True),
        "threads": threading.active_count(),
        "limits": [sys.getrecursionlimit(), sys.get_int_max_str_digits()],
    }
before = host()
"""
APP = {
    "nodes/__init__.py": "WHOSE = 'theirs'\n",
    "nodes/contract.py": "class Request: whose = 'theirs'\n",
    "graphs/__init__.py": "",
    "graphs/scenario.py": "graph = 'theirs'\n",
    "personas/__init__.py": "",
    "personas/card.py": "class Persona: whose = 'theirs'\n",
    "mechanics/__init__.py": "",
    "store.py": "whose = 'theirs'\n",
    "report.py": "whose = 'theirs'\n",
    "app.py": """
import asyncio, json, sys
import nodes, nodes.contract, graphs.scenario, personas.card, store, report
import sobremesa
from sobremesa.nodes.contract import Request
async def main():
    asked = {"scenario": "Two friends argue about a boat.", "rounds": 1}
    state = await sobremesa.build_graph().ainvoke({"request": asked})
    theirs = [nodes.WHOSE, nodes.contract.Request.whose, graphs.scenario.graph, personas.card.Persona.whose]
    ours = [type(sobremesa.Request).__module__, Request.__module__, state["report"]["status"]]
    print(json.dumps({"theirs": theirs + [store.whose, report.whose], "ours": ours}))
asyncio.run(main())
""",
}


def python(program: str, cwd: Path, **environment: str) -> Any:
    """What a program in a process of its own prints last, as JSON."""
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, cwd=cwd, check=False, env=known(environment)
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def known(more: dict[str, str]) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("OPENAI_", "SOBREMESA_"))}
    return {**kept, **more}


def test_importing_it_loads_nothing_that_takes_long(tmp_path: Path) -> None:
    """Which is what keeps the import far below 300 ms: `python -m benchmarks.importing` times it."""
    program = f"""
import json, sys
before = set(sys.modules)
import sobremesa
new = set(sys.modules) - before
print(json.dumps([sorted(new & set({HEAVY!r})), len(new)]))
"""
    heavy, new = python(program, tmp_path)
    assert heavy == []
    assert new < 20


def test_importing_and_using_it_change_nothing_in_the_host(tmp_path: Path) -> None:
    program = f"""
{LOOK}
import sobremesa
imported = host()
for name in sobremesa.__all__:
    getattr(sobremesa, name)
touched = host()
sobremesa.simulate_mechanics(
    "100 people have opinions and are influenced by their friends. Do they agree?", replicates=2, steps=5
)
used = host()
differ = lambda one, other: sorted(key for key in one if one[key] != other[key])
print(json.dumps([differ(before, imported), differ(imported, touched), differ(touched, used)]))
"""
    imported, touched, used = python(program, tmp_path, SOBREMESA_HOME=str(tmp_path / "home"))
    assert imported == []
    assert set(touched) <= LATER
    assert set(used) <= LATER


def test_an_app_with_folders_of_the_same_names_embeds_us_without_a_clash(tmp_path: Path) -> None:
    for name, text in APP.items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    told = python("import runpy; runpy.run_path('app.py')", tmp_path, SOBREMESA_HOME=str(tmp_path / "home"))
    assert told["theirs"] == ["theirs"] * 6
    assert told["ours"][1:] == ["sobremesa.nodes.contract", "done"]
