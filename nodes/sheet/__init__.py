"""A cast as a file: cards in YAML that people write and change by hand.

Read in this order: `shape` (what stands in one), `places` and `mistakes` (what is wrong, and where), `reading`,
`writing`, and `casting` (from a sheet to people who can talk).
"""
