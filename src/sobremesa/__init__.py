"""Sobremesa: ask "what if…" about a group of people, and get an answer that is computed, told and checkable."""
