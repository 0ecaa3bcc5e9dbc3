"""What a text says that one of several keeps to themselves: "one of them is leaving and hasn't told anyone"."""

from __future__ import annotations

import re

from sobremesa.personas.english import base_of_third

_OF_ONE = re.compile(r"\bone of (?:them|the [a-z]+|us)\b,? (?:who )?([a-z][^.;!?]*)", re.IGNORECASE)
_HIDING = re.compile(
    r"(?:,? (?:and|but|though))?(?: (?:she|he|they))? (?:has not|hasn['’]t|have not|haven['’]t|did not|didn['’]t|"
    r"does not|doesn['’]t)(?: yet)? (?:told|tell|said|say|mentioned|admitted)\b[^.;!?]*"
    r"|(?:,? (?:and|but))? keeps? (?:it|this) (?:a )?(?:secret|quiet|to \w+)\b[^.;!?]*"
    r"|,? without (?:telling|saying)\b[^.;!?]*"
)
_SECRETLY = re.compile(r"\b(?:secretly|in secret)\b ?")
_FORMS = {"is": "am", "has": "have", "does": "do", "was": "was", "did": "did", "had": "had"}
_UNCHANGED = frozenset({"will", "would", "can", "could", "must", "may", "might", "should", "cannot"})


def kept_by_one(text: str) -> str | None:
    """The secret that one of several has, in its owner's words: `I am leaving the choir`; None if there is none."""
    for found in _OF_ONE.finditer(text):
        said = " " + found.group(1)
        plain = _SECRETLY.sub("", _HIDING.sub("", said)).strip(" ,")
        if plain and plain != said.strip(" ,") and plain.split()[0] != "with":
            return _in_first_person(plain)
    return None


def _in_first_person(clause: str) -> str:
    verb, _, rest = clause.partition(" ")
    form = _FORMS.get(verb) or (verb if verb in _UNCHANGED or verb.endswith("ed") else base_of_third(verb))
    rest = re.sub(r"\b(?:his|her|their)\b(?= [a-z])", "my", rest)
    return f"I {form} {rest}".strip()
