"""What the index says of a library process: an entry as models have it, and what only waiting lines need."""

from __future__ import annotations

from collections.abc import Mapping

from sobremesa.mechanics.document import Name, Section
from sobremesa.mechanics.library.entry import Entry, Stems


class Headline(Section):
    """A measure, and stems of the questions that it answers."""

    measure: Name
    words: Stems


class Stations(Section):
    """The parameters of stations in a row: how long each takes, how many machines it has; and its resource."""

    times: tuple[Name, ...]
    machines: tuple[Name, ...]
    resources: tuple[Name, ...]


class ProcessEntry(Entry):
    """One process of the library. The header of `index.yaml` explains each field."""

    nouns: Mapping[Name, Stems] = {}
    servers: Name | None = None
    headlines: tuple[Headline, ...]
    stations: Stations | None = None
