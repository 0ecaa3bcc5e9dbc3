"""Several models of one matter: whether they are different in structure, and whether what they answer differs.

Read: `bearing` (the rules as far as they bear on the headline), `shape` (what is left of rules without names and
numbers), `contrast` (two experiments on the same question, held against each other).
"""
