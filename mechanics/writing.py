"""A document as YAML text: the inverse of reading, in the language's own order of sections."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import yaml

from sobremesa.mechanics.documents import Document

INLINE_WIDTH = 100


def write_document(document: Document) -> str:
    """The document as YAML; reading it again gives an equal document."""
    fields = document.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    return yaml.dump(fields, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=10_000)


class _Dumper(yaml.SafeDumper):
    """Rule bodies as blocks, small sections on one line: as a person would write them."""

    def represent_text(self, text: str) -> yaml.ScalarNode:
        return self.represent_scalar("tag:yaml.org,2002:str", text, style="|" if "\n" in text else None)

    def represent_section(self, section: Mapping[str, Any]) -> yaml.MappingNode:
        node = self.represent_mapping("tag:yaml.org,2002:map", section)
        node.flow_style = _fits_on_a_line(section)
        return node

    def represent_items(self, items: list[Any]) -> yaml.SequenceNode:
        return self.represent_sequence(
            "tag:yaml.org,2002:seq", items, flow_style=not any(isinstance(item, dict) for item in items)
        )


_Dumper.add_representer(str, _Dumper.represent_text)
_Dumper.add_representer(dict, _Dumper.represent_section)
_Dumper.add_representer(list, _Dumper.represent_items)


def _fits_on_a_line(section: Mapping[str, Any]) -> bool:
    plain = all(not isinstance(value, dict | list) and "\n" not in str(value) for value in section.values())
    return plain and len(str(section)) <= INLINE_WIDTH
