"""What all rooms' tests share: a language model on loopback that answers by rule."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest


def load_double(name: str) -> None:
    """Make a double that stands beside this file importable by its name; the folder itself stays off the path."""
    spec = importlib.util.spec_from_file_location(name, Path(__file__).with_name(f"{name}.py"))
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)


load_double("handmade_runs")
load_double("handmade_report")
load_double("handmade_capsule")
load_double("known_talks")
load_double("spoiling")
load_double("random_talks")
load_double("scripted_llm")
load_double("scripted_rules")
load_double("scripted_faults")
load_double("scripted_agent")
load_double("letta_agents")
load_double("tutorial_page")
load_double("postgres_server")
load_double("nursery")

from postgres_server import PostgresServer, running  # noqa: E402
from scripted_llm import ScriptedServer, serve  # noqa: E402
from scripted_rules import whole_loop  # noqa: E402


@pytest.fixture
def scripted() -> Iterator[ScriptedServer]:
    """A language model that can do every job of the loop; set its `plan` or its `rule` for anything else."""
    with serve(whole_loop) as server:
        yield server


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """A Postgres server of one's own. Each test makes a database on it."""
    with running() as server:
        yield server
