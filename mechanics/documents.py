"""The two kinds of document as one: models of many who act, and processes in which many wait; read, checked, named.

What both have (purpose, parameters, assumptions, measures, experiment, personas, coupling) is read without asking which
it is; only what runs, and what tells how it runs, does.
"""

from __future__ import annotations

from typing import TypeAlias, TypeVar

from sobremesa.mechanics.document import ModelDocument
from sobremesa.mechanics.ir import Program
from sobremesa.mechanics.processes.document import ProcessDocument
from sobremesa.mechanics.processes.program import ProcessProgram

Document: TypeAlias = ModelDocument | ProcessDocument
AnyProgram: TypeAlias = Program | ProcessProgram
D = TypeVar("D", ModelDocument, ProcessDocument)
"""One kind or the other: what comes back is of the kind that went in."""


def read(text: str | bytes) -> Document:
    """Read a document of either kind. Raises DocumentError with every mistake of shape."""
    from sobremesa.mechanics.processes.reading import is_process, read_process
    from sobremesa.mechanics.reading import read_document

    return read_process(text) if is_process(text) else read_document(text)


def checked(document: Document) -> AnyProgram:
    """The checked program of a document. Raises DocumentError with every mistake of meaning."""
    if isinstance(document, ProcessDocument):
        from sobremesa.mechanics.processes.checking import check_process

        return check_process(document)
    from sobremesa.mechanics.checking import check

    return check(document)


def name_of(document: Document) -> str:
    """What a document calls itself."""
    return document.process if isinstance(document, ProcessDocument) else document.model


def named_parts(document: Document) -> tuple[str, ...]:
    """The names of what happens in it: of a model its rules, of a process who comes and what they wait for."""
    if isinstance(document, ProcessDocument):
        return (*document.entities, *document.resources, *document.containers, *document.stores)
    return tuple(rule.name for rule in document.rules)
