"""Replicates on a Dask cluster of processes: the same bits, a worker that dies, and a cluster that goes away."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from concurrent.futures import FIRST_EXCEPTION, wait
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from sobremesa import Settings, simulate_mechanics
from sobremesa.mechanics import cluster
from sobremesa.mechanics.checking import check
from sobremesa.mechanics.cluster import ClusterError, ClusterExecutor
from sobremesa.mechanics.engine import Engine
from sobremesa.mechanics.experiment import Means, run_experiment
from sobremesa.mechanics.kernel.engine import KernelEngine
from sobremesa.mechanics.library import load
from sobremesa.mechanics.mesa_engine import MesaEngine
from sobremesa.mechanics.processes import library as processes
from sobremesa.mechanics.processes.checking import check_process
from sobremesa.mechanics.processes.engine import SimpyEngine

if TYPE_CHECKING:
    from distributed import LocalCluster

QUESTION = (
    "100 people with neural interfaces. Interfaces fail at 10% rate. People can see each other's emotional states."
)


def cluster_of(workers: int) -> LocalCluster:
    from distributed import LocalCluster

    return LocalCluster(n_workers=workers, threads_per_worker=1, processes=True, dashboard_address="127.0.0.1:0")


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with cluster_of(2) as running:
        yield running.scheduler_address
        cluster.cluster_at(running.scheduler_address).shutdown()


@pytest.fixture
def executor(address: str) -> Iterator[ClusterExecutor]:
    opened = ClusterExecutor(address)
    yield opened
    opened.shutdown()


ENGINES: list[Engine] = [KernelEngine(threads=1), MesaEngine(), SimpyEngine()]


@pytest.mark.parametrize("engine", ENGINES, ids=lambda engine: engine.name)
def test_a_cluster_computes_the_same_bits(executor: ClusterExecutor, engine: Engine) -> None:
    queue = isinstance(engine, SimpyEngine)
    program = check_process(processes.load("traffic_light")) if queue else check(load("interface_failure"))
    spread = run_experiment(program, engine, 3, 4, means=Means(executor=executor))
    assert spread.to_bytes() == run_experiment(program, engine, 3, 4).to_bytes()


def test_a_worker_that_dies_loses_nothing(executor: ClusterExecutor, tmp_path: Path) -> None:
    first, other = executor.submit(who_stays, tmp_path), executor.submit(who_stays, tmp_path)
    while len(at_work := list(tmp_path.glob("*"))) < 2:
        time.sleep(0.01)
    os.kill(int(at_work[0].name), signal.SIGKILL)
    (tmp_path / "go").touch()
    stayed = {first.result(timeout=30), other.result(timeout=30)}
    assert int(at_work[0].name) not in stayed


def who_stays(folder: Path) -> int:
    """Run on a worker: says that it is there, and ends when it may."""
    (folder / str(os.getpid())).touch()
    while not (folder / "go").exists():
        time.sleep(0.01)
    return os.getpid()


def test_an_error_of_the_work_is_the_works_own(executor: ClusterExecutor) -> None:
    with pytest.raises(ZeroDivisionError):
        executor.submit(divmod, 1, 0).result(timeout=30)


def test_the_operator_names_the_cluster_and_the_run_is_the_same(
    address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = []
    submit = ClusterExecutor.submit
    monkeypatch.setattr(ClusterExecutor, "submit", lambda *args: given.append(args) or submit(*args))
    asked = {"seed": 1, "replicates": 2, "num_agents": 20, "steps": 5}
    spread = simulate_mechanics(QUESTION, **asked, settings=Settings(home=tmp_path / "cluster", dask=address))
    alone = simulate_mechanics(QUESTION, **asked, settings=Settings(home=tmp_path / "alone"))
    assert given
    assert spread.status == alone.status == "done"
    assert spread.findings == alone.findings
    assert spread.report is not None
    assert alone.report is not None
    assert (spread.report.courses, spread.report.spreads) == (alone.report.courses, alone.report.spreads)


def test_where_no_scheduler_is_a_sentence_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "CONNECTING", 0.2)
    with pytest.raises(ClusterError, match=r"There is no Dask scheduler at tcp://127\.0\.0\.1:9\."):
        ClusterExecutor("tcp://127.0.0.1:9").submit(os.getpid)


def test_workers_of_another_edition_are_refused(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "edition", lambda: f"edition {os.getpid()}")
    with pytest.raises(ClusterError, match=rf"run edition \d+; this process runs edition {os.getpid()}\."):
        ClusterExecutor(address).submit(os.getpid)


def test_a_scheduler_without_workers_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "WORKERS", 0.2)
    with cluster_of(0) as idle, pytest.raises(ClusterError, match=r"has no workers\."):
        ClusterExecutor(idle.scheduler_address).submit(os.getpid)


def test_a_cluster_that_goes_away_is_an_error_and_not_a_wait(tmp_path: Path) -> None:
    running = cluster_of(1)
    executor = ClusterExecutor(running.scheduler_address)
    try:
        waiting = executor.submit(who_stays, tmp_path)
        while not list(tmp_path.glob("*")):
            time.sleep(0.01)
        running.close()
        done, _ = wait([waiting], 30, FIRST_EXCEPTION)
        assert done
        with pytest.raises(ClusterError, match=r"went away while it ran models"):
            waiting.result()
    finally:
        executor.shutdown()
