"""Would it come out again? Headline findings are run again under changes that should not matter, and judged.

Read in this order: `variant` (a changed document, which anyone can read and run), then what changes it: `orders`,
`merging` and `splitting` (when rules take effect), `numbering` (who has which number), `rewiring` (who is linked with
whom), `doubling` (how many there are), `halving` (how long a step is), `reseeding`, `ends` (what nobody stated); then
`rerunning`, `standing` (what "holds" means, with its error rates), `verdict_of` and `judging`, which puts it together.
"""
