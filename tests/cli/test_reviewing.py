"""A model in review on the command line and from Python, across processes."""

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

import sobremesa as face
from sobremesa.errors import BadRequestError
from sobremesa.mechanics.reading import read_document
from sobremesa.nodes.settings import Settings

Command = Callable[..., subprocess.CompletedProcess[str]]
INTERFACES = (
    "100 people with neural interfaces. Interfaces fail at 10% rate. People can see each other's emotional states."
)
ASKED = ("run", INTERFACES, "--mode", "mechanics", "--replicates", "2", "--review", "--thread", "t")


def test_a_model_is_shown_changed_and_run(sobremesa: Command, tmp_path: Path) -> None:
    asked = sobremesa(*ASKED)
    assert asked.returncode == 3, asked.stderr
    assert "Shall this model run?" in asked.stdout
    assert "sobremesa resume t --approve" in asked.stdout
    bad = sobremesa("resume", "t", "--set", "failed_share=2")
    assert bad.returncode == 3
    assert "must lie between 0" in bad.stdout
    document = tmp_path / "mine.yaml"
    shown = json.loads(sobremesa("resume", "t", "--set", "failed_share=0.5", "--json").stdout)
    document.write_text(shown["asked"]["document"].replace("repair_rate: {value: 0.0", "repair_rate: {value: 0.2"))
    done = sobremesa("resume", "t", "--document", str(document), "--approve", "--json")
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)["report"]
    assert {a["name"]: a["value"] for a in report["assumptions"] if a["source"] == "given"} == {"failed share": "50%"}
    assert any("failed_share was set to 0.5" in notice for notice in report["notices"])
    again = sobremesa("resume", "t", "--approve")
    assert again.returncode == 2
    assert "waits for no reply" in again.stderr


@pytest.mark.parametrize(
    ("options", "why"),
    [
        (("--set", "failed_share"), "NAME=VALUE"),
        (("--set", "a=b"), "NAME=VALUE"),
        (("--set", "a=1", "--set", "a=2"), "each name once"),
        (("--document", "no such file"), "can't be read"),
        (("--say", "worse", "--approve"), "A reply says one thing"),
    ],
)
def test_a_reply_that_is_none_is_refused_in_a_sentence(sobremesa: Command, options: tuple[str, ...], why: str) -> None:
    refused = sobremesa("resume", "t", *options)
    assert refused.returncode == 2
    assert why in refused.stderr


def test_review_from_python(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path)
    first = face.simulate_scenario(INTERFACES, "mechanics", replicates=2, review=True, thread_id="t", settings=settings)
    assert first.status == "needs_input"
    assert first.asked is not None
    again = face.resume("t", values={"failed_share": 0.5}, settings=settings)
    assert again.asked is not None
    assert read_document(again.asked.document or "").parameters["failed_share"].value == 0.5
    done = face.resume("t", approve=True, settings=settings)
    assert done.status == "done"
    assert face.resume("t", settings=settings) == done
    with pytest.raises(BadRequestError, match="waits for no reply"):
        face.resume("t", say="more of it", settings=settings)
