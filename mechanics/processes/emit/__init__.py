"""From a checked process to a SimPy program, as a Python `ast` tree.

Read: `names` (identifiers), `expressions`, `serving` (waiting and being served), `routes` (what else entities do),
`arrivals` (what comes by itself), `measures`, `model` (the class), `program` (the module, with imports or copies of
`runtime`).
"""

from sobremesa.mechanics.processes.emit.program import emit_process, process_source

__all__ = ["emit_process", "process_source"]
