"""Questions to a run that has been: answered from its record alone, or declined.

Read `answer.py` (what comes out), `record.py` (what an answer may rest on), then `extracts.py` (what is found by words
alone) and `told.py` (what a language model makes of it, held to the record sentence by sentence).
"""
