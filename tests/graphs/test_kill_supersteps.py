"""SIGKILL at every superstep of a hybrid run whose words a server writes, on SQLite and on Postgres.

One run is killed again and again, each time one superstep later than before, at the same point of it: right after its
checkpoint was written; when it is about to be; or when the work of a superstep is done, all of its calls are answered,
and nothing of that is in a checkpoint yet. Each time a new process goes on. What comes out in the end is the run that
nothing happened to, to the byte, and no request was made twice.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from nursery import Death, Nursery
from postgres_server import PostgresServer
from scripted_llm import Asked, ScriptedServer, serve
from scripted_rules import whole_loop
from sobremesa.graphs import run
from sobremesa.graphs.checkpoints import strict_serializer
from sobremesa.graphs.driving import opened
from sobremesa.nodes.contract import Request
from sobremesa.nodes.settings import Settings

REQUEST = Request(
    scenario="100 people with neural interfaces; 10% fail. Simulate how frustration spreads, and let an anxious nurse, "
    "a stoic engineer and a station chief talk as it happens; what they decide should change the repair rate.",
    mode="hybrid",
    num_agents=20,
    steps=36,
    rounds=1,
    replicates=2,
    masked=False,
    seed=3,
)
MOST_DEATHS = 200
DEATHS = {
    "after its checkpoint": Death("aput", checkpoints=0, before=False),
    "before its checkpoint": Death("aput", checkpoints=1, before=True),
    "before what its steps say": Death("aput_writes", checkpoints=1, before=True),
}


@dataclass(frozen=True)
class Unbroken:
    """The run when nothing happens to it: its last state, how many checkpoints led there, and what was asked for it."""

    state: bytes
    checkpoints: int
    asked: list[str]


async def state_of(settings: Settings) -> tuple[bytes, int]:
    """The last state of the thread, as it is kept, and the number of its checkpoints."""
    async with opened(settings, "t") as thread:
        values = dict(await thread.values())
        checkpoints = [place async for place in thread.past()]
    return strict_serializer().dumps_typed({name: values[name] for name in sorted(values)})[1], len(checkpoints)


def prompts(asked: list[Asked]) -> list[str]:
    """What was asked, in an order that does not depend on who of several came first."""
    return sorted(one.words for one in asked)


@pytest.fixture(scope="module")
def unbroken(tmp_path_factory: pytest.TempPathFactory) -> Unbroken:
    with serve(whole_loop) as server:
        settings = Settings.from_env(server.environ(SOBREMESA_HOME=str(tmp_path_factory.mktemp("unbroken"))))
        assert asyncio.run(run.start(REQUEST, settings, "t")).status == "done"
        state, checkpoints = asyncio.run(state_of(settings))
        return Unbroken(state, checkpoints, prompts(server.asked))


@pytest.fixture
def kept(request: pytest.FixtureRequest, tmp_path: Path) -> Mapping[str, str]:
    """Where the run is kept, as variables of the environment."""
    home = {"SOBREMESA_HOME": str(tmp_path / "home")}
    if request.param == "sqlite":
        return home
    server: PostgresServer = request.getfixturevalue("postgres")
    return {**home, "SOBREMESA_DATABASE": server.new_database()}


def killed_at_every_superstep(nursery: Nursery, environ: Mapping[str, str], death: Death) -> int:
    """How often the run was killed until it came to its end."""
    # The first two checkpoints hold but the question: who goes on from there begins again, and writes them again.
    nursery.begin(environ, REQUEST.model_dump_json(), replace(death, checkpoints=death.checkpoints + 2))
    for deaths in range(MOST_DEATHS):
        if nursery.ended():
            return deaths
        nursery.begin(environ, None, death)
    raise AssertionError("the run goes no further")


@pytest.mark.parametrize(
    ("kept", "death"),
    [
        *(("sqlite", death) for death in DEATHS),
        ("postgres", "after its checkpoint"),
        ("postgres", "before what its steps say"),
    ],
    indirect=["kept"],
)
async def test_a_run_that_is_killed_at_every_superstep_ends_as_if_nothing_had_been(
    death: str, kept: Mapping[str, str], unbroken: Unbroken, nursery: Nursery, scripted: ScriptedServer
) -> None:
    environ = scripted.environ(**kept)
    deaths = await asyncio.to_thread(killed_at_every_superstep, nursery, environ, DEATHS[death])
    state, checkpoints = await state_of(Settings.from_env(environ))
    # Killed when the last step was done and its checkpoint was not written, the run is at its end without it.
    assert unbroken.checkpoints - 1 <= checkpoints <= unbroken.checkpoints
    assert deaths >= unbroken.checkpoints - 3
    assert prompts(scripted.asked) == unbroken.asked
    assert state == unbroken.state
