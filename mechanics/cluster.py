"""Replicates on a Dask cluster: an executor like any other, which connects when it is first needed.

The operator names the scheduler (`SOBREMESA_DASK`). Workers hold the same version of Sobremesa; a draw is a pure
function of its address, so what they compute is what this process would have computed, to the bit on one platform.
A worker that dies loses nothing: its replicates are run again elsewhere. When the scheduler is gone, or no worker is
left, whoever waits gets a ClusterError.
"""

from __future__ import annotations

import platform
import threading
from collections.abc import Callable
from concurrent.futures import CancelledError, Executor, Future
from functools import cache
from typing import TYPE_CHECKING, ParamSpec, TypeVar

from sobremesa.errors import SobremesaError

if TYPE_CHECKING:
    from distributed import Client

P = ParamSpec("P")
R = TypeVar("R")

CONNECTING = 5.0
"""Seconds that a scheduler may take to answer, and to come back after it hung up."""
WORKERS = 30.0
"""Seconds to wait for the first worker."""


class ClusterError(SobremesaError):
    """The cluster can't be reached, went away, or can't run our models; what was done before is kept."""


class ClusterExecutor(Executor):
    """Runs tasks on the workers of the Dask scheduler at `address` (tcp://…, tls://…)."""

    def __init__(self, address: str) -> None:
        self.address = address
        self._client: Client | None = None
        self._connecting = threading.Lock()

    def submit(self, fn: Callable[P, R], /, *args: P.args, **kwargs: P.kwargs) -> Future[R]:
        """The task, to be waited for like any. Raises ClusterError where there is no cluster to give it to."""
        theirs = self._connected().get_executor(pure=False).submit(fn, *args, **kwargs)
        ours: Future[R] = Future()
        ours.set_running_or_notify_cancel()
        theirs.add_done_callback(lambda done: self._hand_on(done, ours))
        return ours

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Hang up. What is under way on the cluster ends there, and nobody hears of it."""
        with self._connecting:
            client, self._client = self._client, None
        if client is not None:
            client.close(timeout=CONNECTING if wait else 0)

    def _hand_on(self, theirs: Future[R], ours: Future[R]) -> None:
        """What became of a task, with the cluster's own troubles in our words."""
        try:
            ours.set_result(theirs.result())
        except CancelledError:
            ours.set_exception(ClusterError(f"The cluster at {self.address} went away while it ran models."))
        except BaseException as error:  # noqa: BLE001 - it belongs to whoever waits for the task
            ours.set_exception(self._told(error))

    def _told(self, error: BaseException) -> BaseException:
        from distributed.comm.core import CommClosedError
        from distributed.scheduler import KilledWorker, NoValidWorkerError

        if isinstance(error, KilledWorker):
            return ClusterError(
                f"Worker after worker of the cluster at {self.address} died of the same replicates: give them more "
                "memory, or ask for fewer agents."
            )
        if isinstance(error, CommClosedError | NoValidWorkerError):
            return ClusterError(f"The cluster at {self.address} went away while it ran models.")
        return error

    def _connected(self) -> Client:
        with self._connecting:
            if self._client is None or self._client.status == "closed":
                self._client = connected(self.address)
            return self._client


@cache
def cluster_at(address: str) -> ClusterExecutor:
    """The one executor of this process for a scheduler: runs share its connection."""
    return ClusterExecutor(address)


def connected(address: str) -> Client:
    """A client of the scheduler, after a look at its workers. Raises ClusterError."""
    try:
        import dask
        from distributed import Client
    except ImportError:
        raise ClusterError("A cluster needs the extra `dask`: pip install 'sobremesa[dask]'.") from None
    try:
        with dask.config.set({"distributed.comm.timeouts.connect": CONNECTING}):
            client = Client(address, timeout=CONNECTING, set_as_default=False)
    except (OSError, TimeoutError, ValueError):
        raise ClusterError(f"There is no Dask scheduler at {address}.") from None
    try:
        client.wait_for_workers(1, timeout=WORKERS)
        found = client.run(edition)
    except TimeoutError:
        client.close()
        raise ClusterError(f"The Dask scheduler at {address} has no workers.") from None
    except ImportError:
        client.close()
        raise ClusterError(f"The workers of the cluster at {address} do not have Sobremesa installed.") from None
    unlike = sorted({name for name in found.values() if name != edition()})
    if unlike:
        client.close()
        raise ClusterError(f"Workers of the cluster at {address} run {unlike[0]}; this process runs {edition()}.")
    return client


def edition() -> str:
    """What a worker must have in common with this process to compute the same bits."""
    from importlib.metadata import version

    program = f"sobremesa {version('sobremesa')}"
    return f"{program}, numpy {version('numpy')}, {platform.machine()}, {' '.join(platform.libc_ver())}".rstrip(", ")
