"""What to look for in an experiment: one phenomenon a file, each with the statistics that tell it from chance.

Read `question` first (one outcome in all arms), then `levels`, `differences`; `states` is where those look that need
more than the measures: who had which state, when; `variables` and `affected` say which variables and conditions of
agents the question is about. `mechanics.analysis` calls all of them in order.
"""
