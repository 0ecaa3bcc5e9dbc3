"""What the code of each section may use."""

from __future__ import annotations

from dataclasses import replace

from sobremesa.mechanics.checking.scope import Setting

PARAMETERS_ONLY = Setting("a count, size, bound or option (it may read parameters and tables)")
GLOBAL_START = Setting("the start of a global", draws=True, globals=True)
CELL_START = Setting("the start of a cell's field", draws=True, globals=True, space=True, own_state=True)
PLACE = Setting("a place", draws=True, globals=True, space=True, cells=True)
START = replace(PLACE, where="a start", own_state=True)
LINK_START = replace(START, where="the start of a link's field", agents=True)
RULE = Setting(
    "a rule", draws=True, globals=True, agents=True, network=True, space=True, cells=True, own_state=True, step=True,
    in_rules=True,
)  # fmt: skip
SETUP = replace(RULE, where="setup", in_rules=False)
STOP = replace(RULE, where="`stop`", draws=False, unchanged=True, in_rules=False)
MEASURE = replace(STOP, where="a measure", unchanged=False, missing=True, groupings=True)
PERSONA = replace(SETUP, where="the choice of a persona's agent", step=False)
GROUPED = replace(STOP, where="the choice of a group", unchanged=False, step=False, own_state=False)
SHOWN = replace(STOP, where="a shown value", unchanged=False, step=False, measures=True)
INSTEAD = Setting("a lever's `instead`", globals=True, space=True, cells=True, own_state=True, measures=True)
BY = replace(INSTEAD, where="a lever's `by`", report=True)
UNTIL = replace(BY, where="`until`", own_state=False)
