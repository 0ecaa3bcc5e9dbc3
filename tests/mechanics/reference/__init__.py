"""The language's meaning as a small program: a tree walk over the IR with objects and dictionaries, slow and plain.

For tests only. It follows the rules of meaning one by one, and shares with the engines nothing but the IR, the
generators of networks and the inverse of the normal distribution. Read: `draws`, `world`, `expressions`,
`statements`, `running`; `comparison` holds an engine beside it.
"""

from __future__ import annotations

from reference.comparison import assert_same, compiled
from reference.failing import Failure
from reference.running import run

__all__ = ["Failure", "assert_same", "compiled", "run"]
