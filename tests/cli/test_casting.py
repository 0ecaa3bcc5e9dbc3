"""Cards on the command line: written, changed, read, refused."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

Command = Callable[..., subprocess.CompletedProcess[str]]
SISTERS = "Two sisters argue about selling their late father's boat."
TOWN = "Residents discuss closing the pool."


def test_a_cast_is_written_changed_and_run(sobremesa: Command, tmp_path: Path) -> None:
    file = tmp_path / "casts" / "sisters.yaml"
    assert sobremesa("cast", SISTERS, "--seed", "3", "-o", str(file)).returncode == 0
    written = file.read_text()
    assert written == sobremesa("cast", SISTERS, "--seed", "3").stdout.removesuffix("\n")
    name = next(line.split(": ")[1] for line in written.splitlines() if "name: " in line)
    file.write_text(written.replace(f"name: {name}", "name: Zenobia"))
    again = sobremesa("cast", SISTERS, "--personas", str(file), "--json")
    people = json.loads(again.stdout)["personas"]
    assert people[0]["public"]["name"] == "Zenobia"
    done = sobremesa("run", SISTERS, "--personas", str(file), "--rounds", "2", "--json")
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)["report"]
    assert "Zenobia" in json.dumps(report, ensure_ascii=False)
    assert "stands on the cards that were given" in " ".join(report["notices"])


def test_a_sample_is_cast_by_quotas(sobremesa: Command) -> None:
    quotas = ["--quota", "age: 18-34 2, 60+ 3", "--quota", "opinion: for 60%, against 40%"]
    cast = json.loads(sobremesa("cast", TOWN, *quotas, "--json").stdout)
    ages = [person["public"]["age"] for person in cast["personas"]]
    assert sorted(age >= 60 for age in ages) == [False, False, True, True, True]
    assert sorted(person["stance"] > 0 for person in cast["personas"]) == [False, False, True, True, True]
    done = sobremesa("run", TOWN, "--mode", "social", *quotas, "--rounds", "1", "--json")
    report = json.loads(done.stdout)["report"]
    assert "sample, drawn to meet the quotas" in " ".join(report["notices"])


def test_a_file_of_cards_with_mistakes_is_refused_with_every_place(sobremesa: Command, tmp_path: Path) -> None:
    file = tmp_path / "cards.yaml"
    file.write_text("personas:\n  ann:\n    rule: nurse\n    stance: 3\n")
    for command in ("run", "cast"):
        done = sobremesa(command, SISTERS, "--personas", str(file))
        assert done.returncode == 2
        assert "Traceback" not in done.stderr
        assert "personas.ann (line 2): `role` is missing." in done.stderr
        assert "personas.ann.stance (line 4): must be a number from -1 to 1, not 3." in done.stderr


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--personas", "{missing}"], "can't be read: No such file or directory"),
        (["--personas", "{binary}"], "is not UTF-8 text"),
        (["--quota", "age"], "--quota must be DIMENSION: LABEL COUNT"),
        (["--quota", "age: 18-30 1", "--quota", "age: 60+ 1"], "each dimension once"),
        (["--quota", "age: young 1"], "young is no band of ages"),
        (["--quota", "age: 18-30 1", "--persona", "nurse"], "agents and quotas each say who talks"),
    ],
)
def test_who_can_t_be_cast_is_told_in_a_sentence(
    sobremesa: Command, tmp_path: Path, arguments: list[str], told: str
) -> None:
    binary = tmp_path / "binary.yaml"
    binary.write_bytes(b"\xff\xfe\x00")
    filled = [part.format(missing=tmp_path / "missing.yaml", binary=binary) for part in arguments]
    done = sobremesa("cast", SISTERS, *filled)
    assert done.returncode == 2
    assert told in done.stderr
    assert "Traceback" not in done.stderr
