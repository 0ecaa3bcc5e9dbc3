"""Which law stances follow from one turn to the next, as typed data.

With x the stance of a listener, m the mean of what it last heard of each other, and x(0) where it began:

    no change             x(t+1) = x
    averaging             x(t+1) = x + w (m - x)                                     (DeGroot 1974)
    holding on            x(t+1) = s x(0) + (1 - s) (x + w (m - x))                  (Friedkin & Johnsen 1990)
    bounded confidence    as averaging, m taken over who is within e of x            (Hegselmann & Krause 2002)

Sources: M. H. DeGroot, Reaching a consensus, JASA 69, 1974; N. E. Friedkin & E. C. Johnsen, Social influence and
opinions, J. Mathematical Sociology 15, 1990; R. Hegselmann & U. Krause, Opinion dynamics and bounded confidence, JASSS
5(3), 2002. One w, s and e for the whole table: there are too few turns in a conversation for more.
"""

from __future__ import annotations

from typing import Literal

from sobremesa.personas.card import Card

LawName = Literal["no change", "averaging", "holding on", "bounded confidence"]


class Fit(Card):
    """A law at its best. `error` is what it misses by in rounds that it was not fitted to (root mean square, on the
    scale of stances), `aicc` Akaike's criterion, corrected for few observations (Hurvich & Tsai 1989): less is better.
    """

    law: LawName
    error: float
    aicc: float
    weight: float | None = None
    held: float | None = None
    bound: float | None = None


class Law(Card):
    """The fits to `steps` changes of stance, the best of them by `aicc` first; `followed` only where it is clear."""

    arms: tuple[str, ...]
    steps: int
    fits: tuple[Fit, ...]
    followed: LawName | None = None
