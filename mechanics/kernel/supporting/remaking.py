"""How often links have been made in a step: a table of open addressing (Peterson 1957), whose old entries are free.

An entry takes `width` words: the link's number, the step (plus 1) in which it was made, and for each site of draws how
often that link has reached it in this step.
"""

from __future__ import annotations

from sobremesa.mechanics.kernel.supporting.words import I64s


def entry_of(table: I64s, entries: int, width: int, number: int, step: int) -> int:
    """The first word of a link's entry, which is made if there is none; -1 where the table is full."""
    place = (number ^ (number >> 29) * 40503) % entries
    for _ in range(entries):
        here = place * width
        if table[here + 1] != step + 1:
            table[here] = number
            table[here + 1] = step + 1
            for k in range(2, width):
                table[here + k] = 0
            return here
        if table[here] == number:
            return here
        place = place + 1
        if place == entries:
            place = 0
    return -1
