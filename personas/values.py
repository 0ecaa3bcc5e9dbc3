"""What matters to someone in life: the ten basic values, in words and from words.

Sources: S. H. Schwartz, Universals in the content and structure of values, Advances in Experimental Social Psychology
25, 1992; S. Roccas, L. Sagiv, S. H. Schwartz & A. Knafo, The Big Five personality factors and personal values,
Personality and Social Psychology Bulletin 28, 2002.
"""

from __future__ import annotations

from collections.abc import Mapping

from sobremesa.personas.card import Value

MEANINGS: Mapping[Value, str] = {
    "self_direction": "to think and choose for yourself",
    "stimulation": "novelty and challenge",
    "hedonism": "pleasure",
    "achievement": "success, and that it is seen",
    "power": "standing, and a say over people and things",
    "security": "safety and order",
    "conformity": "to upset nobody and keep to the rules",
    "tradition": "the customs that were handed down",
    "benevolence": "the good of those who are near",
    "universalism": "justice for everyone, and for nature",
}
"""What each value seeks (after Schwartz 1992), as its owner could be told."""
