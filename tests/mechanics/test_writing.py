"""A written document reads as the same document."""

import yaml

from sobremesa.mechanics.document import ModelDocument
from sobremesa.mechanics.writing import write_document

FIELDS = {
    "model": "queue_of_words",
    "purpose": "Does it survive: colons, 'quotes', 1e-6 and ünïcode?",
    "clock": {"steps": 10, "stop": "count(person) == 0"},
    "parameters": {"rate": {"value": 1e-6, "low": 0, "high": 1, "source": "stated", "quote": ["one", "in a million"]}},
    "agents": {"person": {"count": 10, "state": {"mood": {"type": "label", "of": ["yes", "no"], "start": "yes"}}}},
    "rules": [{"name": "turn", "who": "person", "do": 'if chance(rate):\n    self.mood = "no"\n'}],
    "measures": {"sour": {"value": 'mean(p.mood == "no" for p in person)', "unit": "share"}},
    "experiment": {"headline": {"measure": "sour", "take": "last", "from": 3}},
}


def test_a_written_document_reads_as_the_same_document() -> None:
    document = ModelDocument.model_validate(FIELDS)
    text = write_document(document)
    again = ModelDocument.model_validate(yaml.safe_load(text))
    assert again == document
    assert again.sha256 == document.sha256


def test_rule_bodies_are_blocks_in_the_order_of_the_language() -> None:
    text = write_document(ModelDocument.model_validate(FIELDS))
    assert 'do: |\n    if chance(rate):\n        self.mood = "no"\n' in text
    assert [line.split(":")[0] for line in text.splitlines() if line[0].isalpha()] == list(FIELDS)
