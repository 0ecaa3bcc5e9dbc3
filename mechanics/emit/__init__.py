"""From the typed IR to a Mesa program, as a Python `ast` tree.

Read: names, facts and scope (what the emitter knows); dispatch, expressions, collections, statements (code);
rules, agents, network, model (classes); splice, layout, program (the module).
"""

from sobremesa.mechanics.emit.program import emit, source

__all__ = ["emit", "source"]
