"""Forks of a run: where it can be taken up again, and with what changed.

Read `fork.py` (what is asked), `places.py` (where in the history of a thread a run goes on from), `changing.py` (names
and values, as they hold there), then `seed.py`, which puts a new thread's first state together.
"""
