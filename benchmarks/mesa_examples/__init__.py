"""The library beside the examples that Mesa ships: Mesa's own code against our documents, over many seeds.

    python -m benchmarks.mesa_examples [--models wolf_sheep virus] [--seeds 500] [--workers 2] [--save]

Run it from the top of the repository. In which order to read: `comparison` (what is compared), `ours` and `theirs`
(how either side is run), `verdict` (what counts as the same), `running`, `result`, `page` (what docs/library.md
says of them); the examples stand in `models`, one a file.
"""
