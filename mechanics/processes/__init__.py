"""Waiting lines: entities that arrive, wait for resources, are served and leave, run on SimPy.

Read in this order: `document` (what is written down), `reading`, `checking` (every mistake at once), `expressions`,
`steps` and `program` (the typed form that the rest reads), `distributions`, `traffic` (how loaded each resource will
be, before anything runs), `emit` and `runtime` (the SimPy program), `engine` (runs it), `recording`, `measuring` and
`warmup` (from what happened to measures), `intervals`.
"""
