"""People named by one phrase of a text."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Mention:
    """People named by one phrase.

    `role` is singular, without article and trait words; `adjectives` are the trait words before it; `said` is what
    the text adds ("who distrusts the police", "wants to keep it"); `place` and `end` bound the phrase, in characters.
    A `group` stands for several; it `lists` them where a colon or bracket follows, and is `counted` where the text
    says how many they are.
    """

    role: str
    count: int
    place: int
    end: int
    adjectives: tuple[str, ...] = ()
    said: str = ""
    name: str | None = None
    group: bool = False
    lists: bool = False
    counted: bool = False
