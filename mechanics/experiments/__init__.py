"""What an experiment asks beside its arms: along a parameter, at other sizes, across all that was assumed, backwards.

Read in this order: `points` (an outcome at given values of parameters), `tipping` (where a curve tips), `sweeps`,
`sensitivity`, `calibration`, `precision`; `exploration` is what all of them give, and `exploring` runs what was asked.
"""
