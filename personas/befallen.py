"""What has befallen people, where nothing is decided: what they face, what fails or runs short, what was done."""

from __future__ import annotations

import re

from sobremesa.personas.clauses import HAPPENED, TO_THE_END, WRONG, trimmed
from sobremesa.personas.matter import Matter, definite, event


def reacted_to(text: str) -> Matter | None:
    """What a text has people react to, face or cope with."""
    bears = r"(?:face|cope with|deal with|live with|survive|suffer|endure|lose)s?|facing|coping with"
    match = re.search(rf"\b(?:(?:react|respond|adjust|adapt)\w* (?:\w+ )?to|{bears}) {TO_THE_END}", text)
    return event(definite(trimmed(match.group(1)))) if match else None


def befalling(text: str) -> Matter | None:
    """What runs short or fails, or a misfortune that goes by its name."""
    gets = re.search(
        r"(?:^|[.!?:] |when |[Ii]f )(?:the )?([\w' -]{3,40}?) "
        r"(?:gets?|becomes?|runs?) (?:scarce|low|short|expensive|rare)\b",
        text,
        re.IGNORECASE,
    )
    if gets:
        noun = gets.group(1)
        return event(f"the shortage of {noun[:1].lower() + noun[1:]}")
    fails = re.search(
        r"\b((?:the |their |all |its )?[\w'-]+(?: [\w'-]+)?) "
        r"(?:fails?|breaks? down|collapses?|goes out|go out|stops? working)\b",
        text,
    )
    if fails:
        what = definite(fails.group(1))
        return event(f"the failure of {what[:1].lower() + what[1:]}")
    rush = re.search(r"\b[Aa] (run on [a-z ]+?)(?= with|[:,.])", text)
    happens = re.search(
        rf"\b((?:an? |the )?(?:(?!of |in |on |for |to |a |an |the )[a-z]+ )?(?:{HAPPENED}))\b", text, re.IGNORECASE
    )
    found = rush or happens
    return event(definite(found.group(1).lower())) if found else None


def done_wrong(text: str) -> Matter | None:
    """What somebody has done to somebody, where only the deed is told."""
    if re.search(r"\b(?:paid|pay|owes?)\b[^.]*\brent\b", text):
        return event("the unpaid rent")
    told = [sentence for sentence in re.split(r"(?<=[.!?])\s+", text) if not sentence.endswith("?")]
    broke = r"\b(?:has|have|had)(?:n't| not)\b|\b(?:won't|refuses?|betray\w*|broke|destroy\w*)\b"
    wrong = any(WRONG.search(sentence) or re.search(broke, sentence) for sentence in told)
    return event("what has happened") if wrong else None
