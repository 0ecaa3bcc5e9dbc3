"""The same conversation here and in other tools, counted at the same server: `python -m benchmarks.peers`."""
