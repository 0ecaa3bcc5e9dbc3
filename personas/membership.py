"""Who of those whom a text names by name belongs to a group that it counted before: "two sisters … Ana … Berta"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sobremesa.personas.mention import Mention
from sobremesa.personas.people import is_plain

ENOUGH_TO_TALK = 2
"""From this many people with names on, a plural without a number is a crowd that they speak for."""


def named_members(text: str, found: Sequence[Mention]) -> tuple[Mention, ...]:
    """The mentions with named members in the place of their group, and the group reduced to those without a name."""
    kept = list(found)
    for group in [mention for mention in found if mention.group and not mention.lists]:
        named = _members_of(group, kept, text)
        if not named or (len(named) > group.count and group.counted):
            continue
        kept = [replace(m, role=group.role, adjectives=group.adjectives) if m in named else m for m in kept]
        left = group.count - len(named) if group.counted else 0
        kept[kept.index(group) : kept.index(group) + 1] = [replace(group, count=left)] if left else []
    if sum(mention.name is not None for mention in kept) >= ENOUGH_TO_TALK:
        kept = [mention for mention in kept if not mention.group or mention.counted or mention.lists]
    return tuple(kept)


def _members_of(group: Mention, found: Sequence[Mention], text: str) -> list[Mention]:
    """Those after the group who have a name and no role of their own; not one who is set beside it by "and"."""
    following = [mention for mention in found if mention.place >= group.end]
    if following and text[group.end : following[0].place].strip() in {"and", ", and", "and also"}:
        return []
    return [mention for mention in following if mention.name is not None and is_plain(mention.role)]
