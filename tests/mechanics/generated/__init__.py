"""Generated documents over the whole language: networks, grids, planes, births and deaths, every order and statement.

`generate(seed)` is the text of a document, the same for the same seed. Nearly all of them are valid; what they do is
of no interest, as long as any two engines do the same. Read: `world`, `expressions`, `choices`, `statements`,
`document`; `mutation` damages what was generated, `shrinking` makes a document small that fails.
"""

from __future__ import annotations

from generated.document import generate
from generated.mutation import damaged
from generated.shrinking import shrink

__all__ = ["damaged", "generate", "shrink"]
