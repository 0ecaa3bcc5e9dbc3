"""The kernel beside C, NumPy, Mesa and agentpy on five models: `python -m benchmarks.kernel`.

Read: `models/` and `by_…` (the models, in each one's own words), `contestants` (who runs), `racing` (interleaved, with
medians), `first_steps` (from a checked document, in fresh processes), `batches` (many replicates, snapshots), `figures`
(what is kept), `page` (tables).
"""
