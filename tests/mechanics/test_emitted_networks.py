"""Networks that change, links with a state, layers: by hand, and against the reference."""

from __future__ import annotations

import pytest
from reference.worlds import measured


def test_the_dead_leave_their_links_and_newborns_have_none() -> None:
    found = measured(
        """
space: {kind: network, generator: ring, k: 4, max_degree: 9}
agents:
  person: {count: 8, max: 50, state: {friend: {type: ref, of: person, start: none}}}
setup:
  - {name: befriend, who: person, do: "self.friend = by_id(person, (self.id + 1) % 8)"}
rules:
  - {name: go, who: model, when: "step == 1", do: "for p in person:\\n    if p.id == 3:\\n        die(p)"}
  - {name: come, who: model, when: "step == 2", do: "create(person)"}
measures:
  m: {value: "sum(degree(p) for p in person)"}
  alone: {value: "count(p for p in person if degree(p) == 0)"}
  lonely: {value: "count(p for p in person if p.friend is None)"}
"""
    )
    assert found["m"] == [32, 24, 24, 24, 24]
    assert found["alone"] == [0, 0, 1, 1, 1]
    assert found["lonely"] == [0, 1, 2, 2, 2]


def test_links_have_a_state_of_their_own() -> None:
    found = measured(
        """
parameters: {density: {value: 0.4, source: given}}
space:
  kind: network
  generator: erdos_renyi
  p: density
  max_degree: 12
  links: {trust: {type: float, start: "uniform(0, 1)", low: 0, high: 1}, age: {type: int, start: 0}}
agents:
  person: {count: 12, state: {mood: {type: float, start: "uniform(0, 1)"}}}
rules:
  - {name: warm, who: links, do: "self.trust += 0.1 * (self.a.mood - self.b.mood)\\nself.age += 1"}
  - {name: give, who: links, do: "self.a.mood += 0.01 * self.trust\\nself.b.mood -= 0.01 * self.trust"}
  - name: rewire
    who: person
    order: one_by_one
    do: |
      for n in neighbors(self):
          if link(self, n).trust < 0.3 and chance(0.5):
              disconnect(self, n)
      other = one_of(others(person))
      connect(self, other)
      link(self, other).trust += 0.05
measures:
  m: {value: "count(links)"}
  trust: {value: "mean((l.trust for l in links), default=0)"}
  age: {value: "max((l.age for l in links), default=0)"}
  mood: {value: "sum(p.mood for p in person)"}
  even: {value: "sum(degree(p) for p in person) - 2 * count(links)"}
"""
    )
    assert set(found["even"]) == {0.0}
    assert len(set(found["m"])) > 1
    assert found["mood"][0] == pytest.approx(found["mood"][-1])


def test_directed_networks_and_layers() -> None:
    found = measured(
        """
space: {kind: network, generator: given, directed: true, edges: [[0, 1], [0, 2], [1, 2], [3, 0]]}
layers:
  work: {kind: network, generator: complete}
  home: {kind: network, generator: lattice, width: 2, height: 2, torus: false}
agents:
  person: {count: 4, state: {heard: {type: int, start: 0}, told: {type: int, start: 0}}}
rules:
  - name: tell
    who: person
    do: |
      for n in neighbors(self):
          n.heard += 1
      self.told = count(in_neighbors(self))
measures:
  m: {value: "sum(p.heard * 10 ** p.id for p in person)"}
  told: {value: "sum(p.told * 10 ** p.id for p in person)"}
  work: {value: "sum(count(neighbors(p, layer=work)) for p in person)"}
  home: {value: "sum(degree(p, layer=home) for p in person)"}
"""
    )
    assert found["m"] == [0, 211, 422, 633, 844]
    assert found["told"] == [0, 211, 211, 211, 211]
    assert found["work"][0] == 12 and found["home"][0] == 8


def test_blocks_of_labels_are_linked_by_label() -> None:
    found = measured(
        """
space: {kind: network, generator: stochastic_block, by: side, p_in: 1, p_out: 0}
agents:
  person:
    count: 10
    state:
      side: {type: label, of: [right, left], start: '"left" if self.id < 4 else "right"'}
rules: [{name: wait, who: person, do: "pass_ = 1"}]
measures:
  m: {value: "sum(degree(p) for p in person)"}
  across: {value: "count(p for p in person if any(n.side != p.side for n in neighbors(p)))"}
""",
        steps=1,
    )
    assert found["m"][0] == 4 * 3 + 6 * 5
    assert found["across"][0] == 0
