"""Gates that a model passes before anyone believes its answer.

That a model checks and runs says little: it must do what models of its kind do. What a gate looks for is derived from
the checked IR, never from names. Read: `gate`; `entering` (who gets into a state, under which conditions) and
`spreading` (which states pass from one to another); `trial` (short, small runs); then the gates themselves:
`invariants`, `limits`, `known`, `traps`, `wording`; `passing` has them all.
"""
