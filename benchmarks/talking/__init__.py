"""How long conversations take, and how long their prompts grow: `python -m benchmarks.talking`."""
