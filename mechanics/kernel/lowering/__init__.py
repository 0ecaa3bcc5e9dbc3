"""A checked program as LLVM's text: rules, set-up and measures as functions over the state of one replicate.

Read: `routine` (the function being written), `scope` (where in the program we are), `dispatch` (the verbs: `value` of
an expression, `each` member of a collection, `listed` and `kept` members, `statement`), `expressions`, `conditions`,
`numbers`, `draws`, `lists`, `collections`, `aggregates`, `ordering`, `statements`, `rules`, `deposits`, `setup`,
`measures`; for places and lives `space`, `grid`, `occupants`, `near`, `plane`, `network`, `population`, `claims`,
`closing`; and `program`, which puts them together. Importing `program` registers all that can be lowered.
"""
