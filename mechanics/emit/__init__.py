"""From the typed IR to a Mesa program, as a Python `ast` tree.

Read: names and scope (what the emitter knows); dispatch, expressions, conditions, collections, statements
(code); turns, ending, rules, agents, network, grid, model (classes); splice, layout, program (the module);
portrayal, view, app (its page).
"""

from sobremesa.mechanics.emit.app import app_source
from sobremesa.mechanics.emit.program import emit, source

__all__ = ["app_source", "emit", "source"]
