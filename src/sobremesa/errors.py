"""Every error that Sobremesa raises on purpose, at the top of one tree.

    SobremesaError
    ├── BadRequestError            a question that can't be taken as it stands: the sentence says what to change
    │   ├── KeyReusedError         graphs/jobs.py: an idempotency key came with another request before
    │   ├── GivenValueError        mechanics/values.py: a value that the model can't take
    │   ├── MistakenSheetError     nodes/sheet/reading.py: a file of cards with mistakes, all of them listed
    │   └── QuotaError             personas/quotas.py: a sample is asked for that makes no sense
    ├── DocumentError              mechanics/diagnostics.py: a model document with mistakes, all of them listed
    ├── NotArithmeticError         mechanics/arithmetic.py: a size is not arithmetic over the parameters
    ├── UnknownModelError          mechanics/library: the library has no model of this name
    ├── EnsembleFormatError        mechanics/ensemble.py: bytes that are not an ensemble, or damaged
    ├── SnapshotMismatchError      mechanics/engine.py: a snapshot of another document or engine
    ├── EnginesDifferError         mechanics/witness.py: two engines disagree about a run, which is a bug of ours
    ├── TooLargeError              mechanics/limits.py: a model would not fit in memory
    ├── RanTooLongError            mechanics/limits.py: the operator's limit of time is over
    ├── ClusterError               mechanics/cluster.py: the operator's cluster can't be reached, or went away
    ├── SpeakerFailedError         personas/speaker.py: no utterance was to be had
    ├── LanguageModelError         nodes/gateway/failure.py: no language model can be asked (key, endpoint, model)
    ├── LocalModelError            nodes/gateway/local.py: a file can't be served as a language model
    ├── MistakenAnswerError        nodes/gateway/form.py: an answer of a language model is not what was asked for
    ├── NotRecordedError           nodes/gateway/recorded.py: a replay asks for what was not recorded
    ├── CapsuleError               nodes/capsule/error.py: a file is no capsule, or damaged, or of another version
    ├── SettingsError              nodes/settings.py: a variable of the environment makes no sense
    ├── ArtifactMissingError       store/artifacts.py: no artifact under this hash
    ├── ArtifactDamagedError       store/files.py: an artifact is not what was put there
    ├── QueueFullError             graphs/jobs.py: as many runs as a server takes are under way or waiting
    ├── StateVersionError          nodes/loading.py: another version wrote the thread, or its file is damaged
    ├── StorageError               store/faults.py: disk or database server refuse; resumable when that is mended
    │   ├── StorageFullError       there is no room left
    │   ├── StorageLockedError     somebody else keeps it locked
    │   ├── StorageRefusedError    rights, a read-only disk, a damaged file, an unknown user
    │   └── StorageUnreachableError  the database server does not answer, or has ended the connection
    ├── LeaseLostError             store/leases.py: the thread went to another process meanwhile
    ├── ThreadBusyError            store/leases.py: another process runs this thread
    └── ThreadNotFoundError        store/runs.py: no such thread

Each message is one clear sentence; whatever was done before the error is kept.
"""

from __future__ import annotations


class SobremesaError(Exception):
    """The root: catch this to catch all of them."""


class BadRequestError(SobremesaError, ValueError):
    """The request can't be taken as it stands; nothing was started. `fields` names those at fault, where known."""

    def __init__(self, message: str = "", fields: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.fields = fields
