"""Two runs side by side: what was changed, and what differs.

Read `comparison.py` (what comes out), `sides.py` (what goes in), `numbers.py` and `words.py`, then `compare.py`.
"""
