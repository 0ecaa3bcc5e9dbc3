"""What a disk or a database server refuses, as one typed error each, with a sentence that says what to do.

    StorageError
    ├── StorageFullError           no room is left
    ├── StorageLockedError         somebody else keeps it locked
    ├── StorageUnreachableError    the server does not answer, or went away
    └── StorageRefusedError        rights, a read-only or damaged file, an unknown user

Whatever was kept before stays kept: a thread goes on with `sobremesa resume` when the fault is mended.
"""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sobremesa.errors import SobremesaError

NO_ROOM = frozenset({errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC)})
LOCKED = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED})
REFUSED = frozenset(
    {
        sqlite3.SQLITE_PERM,
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_CORRUPT,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_AUTH,
        sqlite3.SQLITE_NOTADB,
    }
)


class StorageError(SobremesaError, RuntimeError):
    """What was to be kept could not be; nothing was half written, and what was kept before is still there."""


class StorageFullError(StorageError):
    """There is no room left."""


class StorageLockedError(StorageError):
    """Somebody else keeps it locked."""


class StorageUnreachableError(StorageError):
    """The database server does not answer, or has ended the connection."""


class StorageRefusedError(StorageError):
    """Rights, a read-only disk, a damaged file, a user that the server does not know."""


@contextmanager
def storing(what: str) -> Iterator[None]:
    """Raise what the disk refuses as a StorageError; `what` is what was worked on, as in "the journal"."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        raise _of_sqlite(error, what) from error
    except OSError as error:
        if error.errno is None:  # a Python error that only borrows the name
            raise
        raise _of_system(error, what) from error


def full(what: str) -> StorageFullError:
    """The sentence about a disk without room."""
    return StorageFullError(
        f"There is no room left for {what}: make some (sobremesa threads --prune), and resume the thread."
    )


def locked(what: str) -> StorageLockedError:
    """The sentence about a lock that was not given back in time."""
    return StorageLockedError(f"Another program keeps {what} locked: end it, and resume the thread.")


def _of_sqlite(error: sqlite3.DatabaseError, what: str) -> Exception:
    code = getattr(error, "sqlite_errorcode", None)
    primary = None if code is None else code & 0xFF  # extended codes say more in the bits above
    if primary == sqlite3.SQLITE_FULL:
        return full(what)
    if primary in LOCKED:
        return locked(what)
    if primary in REFUSED:
        return StorageRefusedError(f"The disk refuses {what} ({error}): mend that, and resume the thread.")
    return error


def _of_system(error: OSError, what: str) -> StorageError:
    if error.errno in NO_ROOM:
        return full(what)
    return StorageRefusedError(f"The disk refuses {what} ({error.strerror}): mend that, and resume the thread.")
