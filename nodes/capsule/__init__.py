"""A recorded run in one file, and how two runs are told apart.

Read `capsule.py` (what a capsule holds), `file.py` (its form as bytes, and how untrusted bytes are read),
`recording.py` (from a thread to a capsule), then `events.py` and `difference.py` (the first thing in which two runs
differ).
"""
