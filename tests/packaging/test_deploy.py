"""What `deploy/` holds goes together with the program, as far as that shows without a container engine."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tomllib
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from sobremesa import Settings
from sobremesa.mechanics.yaml12 import load
from sobremesa.nodes.settings import VARIABLES

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
COMPOSE: Any = load((DEPLOY / "compose.yaml").read_text("utf-8"))
SERVER: Any = json.loads((DEPLOY / "langgraph.json").read_text("utf-8"))
SUBSTITUTED = re.compile(r"\$\{(?P<name>\w+)(?::[-?][^}]*)?\}")


def environ(service: str, **given: str) -> dict[str, str]:
    """The environment of a service, with what compose fills in."""
    stated: dict[str, str] = COMPOSE["services"][service]["environment"]
    return {name: SUBSTITUTED.sub(lambda m: given.get(m["name"], ""), value) for name, value in stated.items()}


def test_the_server_gets_settings_that_make_sense() -> None:
    given = environ("server", POSTGRES_PASSWORD="secret")
    assert {name for name in given if name.startswith("SOBREMESA_")} <= set(VARIABLES.values())
    settings = Settings.from_env(given)
    assert settings.dask == "tcp://scheduler:8786"
    assert isinstance(settings.database, SecretStr)
    assert "secret@postgres:5432" in settings.database.get_secret_value()
    assert not settings.uses_language_model


def test_services_name_each_other_and_volumes_that_are_there() -> None:
    services, volumes = COMPOSE["services"], COMPOSE["volumes"]
    for service in services.values():
        assert set(service.get("depends_on", {})) <= set(services)
        assert {volume.split(":")[0] for volume in service.get("volumes", ())} <= set(volumes)
    said = " ".join([*environ("server").values(), *services["worker"]["command"]])
    assert set(re.findall(r"[/@](\w+):\d+", said)) <= set(services)
    built = services["scheduler"]["build"]
    assert (DEPLOY / built["context"] / built["dockerfile"]).is_file()
    assert all(port.startswith("127.0.0.1:") for port in services["server"]["ports"])  # nothing is open to the world


def test_both_servers_serve_the_same(tmp_path: Path) -> None:
    local = json.loads((ROOT / "langgraph.json").read_text("utf-8"))
    assert {**local, "dependencies": None} == {**SERVER, "dependencies": None}
    paths = [SERVER["checkpointer"]["path"].rpartition(".")]
    paths += [graph["path"].rpartition(":") for graph in SERVER["graphs"].values()]
    for module, _, name in paths:
        assert hasattr(import_module(module), name)


def test_what_the_image_installs_is_what_the_extras_ask_for() -> None:
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["optional-dependencies"]
    assert set(SERVER["dependencies"]) == {"..", *extras["dask"], *extras["postgres"]}


def test_langgraph_makes_an_images_recipe_of_it(tmp_path: Path) -> None:
    langgraph = Path(sys.executable).with_name("langgraph")
    if not langgraph.exists():
        pytest.skip("the extra `dev` is not installed here")
    command = [langgraph, "dockerfile", "-c", DEPLOY / "langgraph.json", tmp_path / "Dockerfile"]
    ended = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    recipe = (tmp_path / "Dockerfile").read_text("utf-8")
    assert "sobremesa.graphs.checkpoints.make" in recipe
    assert "distributed>=2026.1" in recipe
