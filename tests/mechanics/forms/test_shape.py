"""Two documents are one form where their rules differ in names and numbers only."""

from itertools import combinations

import pytest

from sobremesa.mechanics import library
from sobremesa.mechanics.checking import check
from sobremesa.mechanics.forms.bearing import bearing
from sobremesa.mechanics.forms.shape import same_form
from sobremesa.mechanics.ir import Program
from sobremesa.mechanics.reading import read_document

TEXT = """
model: spreading
purpose: what spreads
parameters:
  people: {type: int, value: 50, low: 2}
  chance_of_it: {value: 0.2, low: 0, high: 1}
  often: {value: 2, low: 0}
  strict: {type: bool, value: false}
space: {kind: network, generator: watts_strogatz, k: 4, p: 0.1}
agents:
  person:
    count: people
    state:
      ill: {type: bool, start: "self.id < 2"}
      told: {type: float, start: 0}
      health: {type: label, of: [well, poorly], start: '"well"'}
rules:
RULES
measures: {infected: {value: "mean(p.ill for p in person)", unit: share}}
experiment: {headline: {measure: infected}}
"""
CATCH = """  - name: catch
    who: person
    when: not self.ill
    do: |
      near = mean((n.ill for n in neighbors(self)), default=0)
      self.ill = chance(1 - exp(-often * chance_of_it * near))
"""


def program(rules: str = CATCH, text: str = TEXT) -> Program:
    return check(read_document(text.replace("RULES\n", rules)))


SAME = {
    "other names": CATCH.replace("near", "shared").replace("catch", "infect").replace("n.ill for n", "q.ill for q"),
    "one figure for two": CATCH.replace("-often * chance_of_it * near", "-0.7 * near"),
    "factors in another order": CATCH.replace("-often * chance_of_it * near", "-(near * chance_of_it) * often"),
    "a divisor for a factor": CATCH.replace("-often * chance_of_it * near", "-near * often / 4"),
    "no local": """  - name: catch
    who: person
    when: not self.ill
    do: "self.ill = chance(1 - exp(-often * mean((n.ill for n in neighbors(self)), default=0)))"
""",
    "bookkeeping beside it": CATCH + """  - name: keep_books
    who: person
    do: |
      if self.ill:
          self.told += 1
          far = self.told * 2
          self.told = far
""",
}  # fmt: skip
OTHER = {
    "a threshold": """  - name: catch
    who: person
    when: not self.ill
    do: "self.ill = mean((n.ill for n in neighbors(self)), default=0) >= chance_of_it"
""",
    "anyone instead of neighbours": CATCH.replace("n in neighbors(self)", "n in others(person)"),
    "one neighbour picked": """  - name: catch
    who: person
    when: not self.ill
    do: |
      other = one_of(neighbors(self))
      if other is not None and other.ill:
          self.ill = chance(chance_of_it)
""",
    "a way back": CATCH + "  - {name: heal, who: person, when: self.ill, do: 'self.ill = not chance(chance_of_it)'}\n",
    "all one after another": CATCH.replace("when:", "order: one_by_one\n    when:"),
    "what is kept in the books counts": CATCH.replace("near))", "near * self.told))") + (
        "  - {name: keep_books, who: person, do: 'self.told += 1'}\n"
    ),
    "a switch": CATCH.replace("not self.ill", "not self.ill and not strict"),
}  # fmt: skip


@pytest.mark.parametrize("rules", SAME.values(), ids=SAME)
def test_names_numbers_and_bookkeeping_make_no_other_form(rules: str) -> None:
    assert same_form(program(), program(rules))


@pytest.mark.parametrize("rules", OTHER.values(), ids=OTHER)
def test_other_rules_are_another_form(rules: str) -> None:
    assert not same_form(program(), program(rules))


def test_neither_do_other_values_types_of_agents_or_another_network() -> None:
    text = TEXT.replace("value: 0.2", "value: 0.9").replace("watts_strogatz, k: 4, p: 0.1", "erdos_renyi, p: 0.1")
    assert same_form(program(), program(text=text))
    assert same_form(program(), program(CATCH.replace("person", "host"), text.replace("person", "host")))


def test_the_order_of_rules_is_none_of_the_form() -> None:
    heal = "  - {name: heal, who: person, when: self.ill, do: 'self.ill = not chance(chance_of_it)'}\n"
    assert same_form(program(CATCH + heal), program(heal + CATCH))


def test_rules_are_cut_down_to_what_the_headline_hangs_on() -> None:
    rules = bearing(program(SAME["bookkeeping beside it"]), "infected")
    assert [rule.name for rule in rules] == ["catch"]


def test_no_two_models_of_the_library_are_one_form_but_one_with_and_without_talk() -> None:
    programs = {name: check(library.load(name)) for name in library.names()}
    pairs = combinations(sorted(programs), 2)
    alike = [(one, other) for one, other in pairs if same_form(programs[one], programs[other])]
    assert ("interface_failure", "interface_failure_talk") in alike
    hybrids = {(name, library.entry(name).hybrid) for name in library.names()}
    assert all((one, other) in hybrids or (other, one) in hybrids for one, other in alike)
