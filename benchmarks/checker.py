"""How long reading and checking take at their worst: as much of one thing as 64 KiB hold.

    python benchmarks/checker.py [--runs 3]

Prints CPU milliseconds (the least of the runs) from bytes to an answer, worst first, and what the answer was. The
language's limits are there so that nothing takes more than 100 ms on a machine that has nothing else to do.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Iterator
from typing import Any

from sobremesa.mechanics.checking import check
from sobremesa.mechanics.diagnostics import DocumentError
from sobremesa.mechanics.reading import LARGEST, read_document

Plain = dict[str, Any]
PERSON = {"money": {"start": 1}, "ill": {"type": "bool"}, "views": {"type": "int", "size": 3}, "age": {"type": "int"}}


def document(**sections: object) -> Plain:
    """The least that is a model, with these sections."""
    return {
        "model": "worst",
        "purpose": "to take long",
        "agents": {"person": {"count": 10, "state": PERSON}},
        "measures": {"money": {"value": "mean(p.money for p in person)"}},
        "experiment": {"headline": {"measure": "money"}},
        **sections,
    }


def rule(number: int, do: str) -> Plain:
    """A rule of the person."""
    return {"name": f"r{number}", "who": "person", "do": do}


def rules(code: str, longest: int, room: int = 0) -> list[Plain]:
    """Rules that repeat a line until each is so long, and all fill the document."""
    lines = max(1, longest // (len(code) + 1))
    text = "\n".join([code] * lines)
    return [rule(number, text) for number in range((room or LARGEST - 4000) // (len(text) + 60))]


def nested(depth: int) -> str:
    """Collections within collections."""
    source = "person"
    for level in range(depth):
        source = f"[a{level} for a{level} in {source} if a{level}.ill]"
    return f"self.money = count({source})"


def within(depth: int) -> str:
    """Aggregates within aggregates."""
    value = "1"
    for level in range(depth):
        value = f"sum({value} for a{level} in person)"
    return f"self.money = {value}"


def cases() -> Iterator[tuple[str, bytes]]:
    """The documents, by what there is so much of."""
    for name, plain in {
        "thousands of rules": document(rules=[rule(n, "self.age += 1") for n in range(1200)]),
        "rules that fail": document(rules=[rule(n, "self.mony += 1") for n in range(1200)]),
        "long rules": document(rules=rules("self.money += self.money * 2 - 1", 3900)),
        "long rules of locals": document(rules=rules("x = 1 if chance(0.5) else 2", 3900)),
        "nested filters": document(rules=rules(nested(12), 3900)),
        "nested aggregates": document(rules=rules(within(8), 3900)),
        "draws": document(rules=rules("self.ill = chance(0.1)", 3900)),
        "one long line": document(rules=rules("self.money = " + "+".join(["self.money"] * 300), 3900)),
        "conditions": document(rules=rules("self.ill = " + " and ".join(["self.age < 3"] * 200), 3900)),
        "branches": document(rules=rules("if self.ill:\n self.age = 1\nelif self.money > 2:\n self.age += 2", 3900)),
        "loops": document(rules=rules("for p in person:\n for q in person:\n  self.age = p.age + q.age", 3900)),
        "arms": document(
            experiment={"headline": {"measure": "money"}, "arms": [{"name": f"a{n}"} for n in range(3500)]}
        ),
        "all that is read, in 40 arms": document(
            parameters={"rate": {"value": 1}},
            rules=rules("for p in person:\n for q in person:\n  self.age = p.age + q.age", 3900, 10000),
            experiment={
                "headline": {"measure": "money"},
                "arms": [{"name": f"a{n}", "set": {"rate": n}} for n in range(40)],
            },
        ),
        "all the fields, rules and measures": document(
            agents={"person": {"count": 3, "state": {f"f{n}": {"start": f"self.f{n + 1}"} for n in range(199)} | {
                "f199": {"start": 1}}}},
            rules=[rule(n, f"self.f{n} += others(person).f1") for n in range(90)]
            + [rule(n, f"self.f{n} += 1") for n in range(90, 200)],
            measures={f"m{n}": {"value": f"mean(p.f{n} for p in person)"} for n in range(200)},
            experiment={"headline": {"measure": "m1"}},
        ),
        "arms that set": document(
            parameters={"rate": {"value": 1}, "people": {"type": "int", "value": 3}},
            experiment={
                "headline": {"measure": "money"},
                "arms": [{"name": f"a{n}", "set": {"rate": n}} for n in range(1600)],
            },
        ),
        "much that is asked of a parameter": document(
            parameters={"rate": {"value": 1, "low": 0, "high": 2}},
            experiment={"headline": {"measure": "money"}, "sensitivity": {
                "parameters": [f"n{k}" for k in range(7000)]}},
        ),
        "many targets": document(
            parameters={"rate": {"value": 1, "low": 0, "high": 2}},
            experiment={"headline": {"measure": "money"}, "calibrate": {
                "parameters": ["rate"], "targets": [{"measure": "money", "value": 1}] * 1500}},
        ),
        "many sweeps": document(
            parameters={"rate": {"value": 1, "low": 0, "high": 2}},
            experiment={"headline": {"measure": "money"},
                        "sweep": [{"parameter": f"r{k}", "from": 0, "to": 1} for k in range(1400)]},
        ),
        "many sizes": document(
            parameters={"people": {"type": "int", "value": 3}},
            agents={"person": {"count": "people", "state": PERSON}},
            experiment={"headline": {"measure": "money"}, "scale": {
                "parameter": "people", "values": list(range(1, 11000))}},
        ),
        "many changes": document(
            parameters={"rate": {"value": 1}},
            experiment={"headline": {"measure": "money"}, "arms": [
                {"name": "a", "at": [{"step": k + 1, "set": {"rate": k}} for k in range(1500)]}]},
        ),
        "a chain of references": document(
            agents={"person": {"count": 9, "state": {
                f"f{k}": {"type": "ref", "of": "person", "start": "self" if k else "none"} for k in range(190)}}},
            rules=[rule(0, "\n".join(f"self.f{k} = self.f{k - 1}" for k in range(189, 0, -1)))],
            measures={"m": {"value": 1}}, experiment={"headline": {"measure": "m"}},
        ),
        "a chain of locals": document(rules=[rule(n, "\n".join([f"x{k} = 0" for k in range(190)]
            + ["for i in range(3):"] + [f" x{k} = x{k - 1}" for k in range(189, 0, -1)] + [" x0 = 0.5"]))
            for n in range(2)]),
        "loops within loops that kill": document(rules=[{
            "name": "r", "who": "person", "order": "one_by_one", "do": "\n".join(
                [f"q{k} = self" for k in range(30)] + [" " * k + f"for p{k} in others(person):" for k in range(30)]
                + [" " * 30 + f"die(p{k})" for k in range(30)])}]),
        "measures": document(measures={f"m{n}": {"value": "count(person)"} for n in range(1800)},
                             experiment={"headline": {"measure": "m1"}}),
        "measures of a wrong name": document(measures={f"m{n}": {"value": "count(persn)"} for n in range(1800)},
                                             experiment={"headline": {"measure": "m1"}}),
        "types": document(agents={f"t{n}": {"count": 1} for n in range(2500)}, measures={"m": {"value": 1}},
                          experiment={"headline": {"measure": "m"}}),
        "fields": document(agents={"person": {"count": 3, "state": {f"f{n}": {"start": 1} for n in range(2500)}}},
                           measures={"m": {"value": 1}}, experiment={"headline": {"measure": "m"}}),
        "starts in a chain": document(
            agents={"person": {"count": 3, "state": {f"a{n}": {"start": f"self.a{n + 1}"} for n in range(1600)}}},
            measures={"m": {"value": 1}}, experiment={"headline": {"measure": "m"}},
        ),
        "parameters": document(parameters={f"parameter_{n}": {"value": 1} for n in range(1800)}),
        "misspelt names": document(
            parameters={f"parameter_{n}": {"value": 1} for n in range(900)},
            rules=[rule(r, "\n".join(f"self.money += paramter_{n}" for n in range(100))) for r in range(9)],
        ),
        "a huge table": document(tables={"t": {"values": [1] * 20000}}),
        "many tables": document(tables={f"t{n}": {"values": [1]} for n in range(2200)}),
        "layers": document(
            layers={f"l{n}": {"kind": "network", "of": "person", "generator": "complete"} for n in range(900)}
        ),
        "globals": document(globals={f"g{n}": {"start": 1} for n in range(2500)}),
        "edges": document(space={"kind": "network", "generator": "given", "edges": [[0, 1]] * 5000}),
        "labels": document(
            globals={"g": {"type": "label", "of": [f"w{n}" for n in range(6000)], "start": "w5"}}
        ),
        "unknown keys": document(**{f"k{n}": 1 for n in range(4000)}),
        "wrong shapes": document(rules=[7] * 15000),
        "levers": document(
            parameters={"rate": {"value": 1}}, rules=[rule(1, "self.money = rate")],
            personas={"mayor": {"agent": "one_of(person)", "role": "mayor"}},
            coupling={"every": 2, "levers": [
                {"name": f"l{n}", "from": "mayor", "moves": "rate", "by": "1", "low": 0, "high": 1} for n in range(700)
            ]},
        ),
        "sentences": document(
            personas={"mayor": {"agent": "one_of(person)", "role": "mayor"}},
            coupling={"every": 2, "show": [{"to": ["mayor"], "text": "{0}", "values": ["money"]} for _ in range(1000)]},
        ),
        "personas": document(personas={f"p{n}": {"agent": "one_of(person)", "role": "r"} for n in range(1100)}),
        "assumptions": document(assumptions=["a"] * 15000),
        "grid of fields": document(
            space={"kind": "grid", "width": 3, "height": 3, "cells": {f"f{n}": {"start": 1} for n in range(2300)}}
        ),
    }.items():  # fmt: skip
        yield name, json.dumps(plain, separators=(",", ":")).encode()
    yield "brackets", b"[" * LARGEST
    yield "braces", b"{" * LARGEST
    yield "dashes", b"- " * (LARGEST // 2)
    yield "deep keys", "".join(" " * depth + "a:\n" for depth in range(350)).encode()
    yield "short keys", "".join(f"k{n}: 1\n" for n in range(7000)).encode()
    yield "one string", b'"' + b"a" * (LARGEST - 2) + b'"'
    yield "no text", bytes(range(256)) * 256
    yield "block rules", ("model: m\npurpose: p\nagents: {person: {count: 1}}\nrules:\n" + "".join(
        f"  - {{name: r{n}, who: person, do: 'x = 1'}}\n" for n in range(1500))).encode()  # fmt: skip


def answer(text: bytes) -> str:
    """What reading and checking make of it, in a few words."""
    try:
        check(read_document(text))
    except DocumentError as error:
        return f"{len(error.diagnostics)} diagnostics, first {error.diagnostics[0].code}"
    return "fine"


def milliseconds(text: bytes) -> float:
    """CPU time of one answer."""
    began = time.process_time()
    answer(text)
    return 1000 * (time.process_time() - began)


def main() -> None:
    """Time every case, and print the worst first."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=3)
    runs = parser.parse_args().runs
    answer(json.dumps(document()).encode())
    timed = [(min(milliseconds(text) for _ in range(runs)), name, len(text), answer(text)) for name, text in cases()]
    for spent, name, size, found in sorted(timed, reverse=True):
        print(f"{spent:8.1f} ms  {name:26} {size / 1024:5.1f} KiB  {found}")


if __name__ == "__main__":
    main()
