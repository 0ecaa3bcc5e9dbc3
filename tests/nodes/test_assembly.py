"""What the operator's settings make of a run's services."""

from __future__ import annotations

from pathlib import Path

import pytest

from sobremesa.mechanics.checking import check
from sobremesa.mechanics.cluster import cluster_at
from sobremesa.mechanics.document import Arm
from sobremesa.mechanics.kernel.engine import KernelEngine
from sobremesa.mechanics.library import load
from sobremesa.mechanics.limits import RanTooLongError, TooLargeError, half_of_memory
from sobremesa.mechanics.mesa_engine import MesaEngine
from sobremesa.nodes.assembly import build_services
from sobremesa.nodes.settings import Settings


@pytest.mark.parametrize("key", [None, "a key"])
def test_models_run_within_the_operators_limits(tmp_path: Path, key: str | None) -> None:
    settings = Settings(home=tmp_path, api_key=key, threads=3, max_memory=0.001, max_seconds=7)
    services = build_services(settings, "thread")
    engine, witness = services.engine, services.witness
    assert isinstance(engine, KernelEngine)
    assert isinstance(witness, MesaEngine)
    assert (engine.threads, engine.limits.memory, engine.limits.seconds) == (3, 10**6, 7)
    assert witness.limits is engine.limits
    with pytest.raises(TooLargeError, match=r"of 0\.0 GB to be used"):
        engine.start(check(load("interface_failure")), Arm(name="large", set={"people": 100_000}), 1, range(9))


def test_the_engines_of_a_run_share_its_seconds(tmp_path: Path) -> None:
    services = build_services(Settings(home=tmp_path, max_seconds=0.2), "thread")
    program, arm = check(load("interface_failure")), Arm(name="scenario")
    with pytest.raises(RanTooLongError, match=r"more than 0\.2 s"):
        services.engine.advance(program, MesaEngine().start(program, arm, 1, range(3)), 10**6)
    assert services.witness is not None
    with pytest.raises(RanTooLongError):
        services.witness.start(program, arm, 1, [0])


def test_what_is_not_set_is_the_machines(tmp_path: Path) -> None:
    engine = build_services(Settings(home=tmp_path), "thread").engine
    assert isinstance(engine, KernelEngine)
    assert engine.threads >= 1
    assert engine.limits.memory == half_of_memory()


@pytest.mark.parametrize("key", [None, "a key"])
def test_replicates_run_where_the_operator_says(tmp_path: Path, key: str | None) -> None:
    address = "tcp://127.0.0.1:8786"
    assert build_services(Settings(home=tmp_path, api_key=key), "thread").executor is None
    services = build_services(Settings(home=tmp_path, api_key=key, dask=address), "thread")
    assert services.executor is cluster_at(address)  # no connection is made before it is needed
