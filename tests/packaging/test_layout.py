"""The four rooms at the top of the repository are subpackages, and never top-level modules."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ROOMS = ("graphs", "nodes", "mechanics", "personas")


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_is_a_relative_link_into_the_package(room: str) -> None:
    link = ROOT / "src" / "sobremesa" / room
    assert link.is_symlink()
    assert link.readlink() == Path("../..") / room


def test_importing_everything_leaves_no_top_level_room() -> None:
    program = """
import pkgutil, sys, sobremesa
for module in pkgutil.walk_packages(sobremesa.__path__, "sobremesa."):
    if not module.name.endswith("__main__"):
        __import__(module.name)
print(sorted(set(sys.modules) & {"graphs", "nodes", "mechanics", "personas", "store", "report"}))
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.strip() == "[]"


def test_importing_the_package_loads_nothing_heavy() -> None:
    program = """
import sys, multiprocessing
import sobremesa
heavy = {"mesa", "networkx", "scipy", "numpy", "langgraph", "langchain_core", "langchain_openai", "openai", "pandas"}
print(sorted(heavy & set(sys.modules)), multiprocessing.get_start_method(allow_none=True))
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[] None"
