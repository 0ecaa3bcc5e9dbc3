"""Sweeps, sensitivity and calibration from the command line, as whole processes."""

import json
import shlex
import subprocess
from collections.abc import Callable
from pathlib import Path

Command = Callable[..., subprocess.CompletedProcess[str]]

LINE = """
model: line
purpose: a line with a step in it
clock: {steps: 1}
parameters:
  a: {value: 0.2, low: 0, high: 1}
  b: {value: 0.5, low: 0, high: 1}
globals: {noise: {start: "normal(0, 0.05)"}}
agents: {person: {count: 3}}
measures:
  value: {value: "(1 if a > 0.47 else 0) + 0.1 * b + model.noise"}
experiment: {headline: {measure: value}}
"""


def test_a_sweep_of_a_file_finds_the_step_and_says_how_to_repeat_it(sobremesa: Command, tmp_path: Path) -> None:
    file = tmp_path / "line.yaml"
    file.write_text(LINE)
    page = tmp_path / "page.html"
    along = ("--parameter", "a", "--from", "0", "--to", "1", "--points", "11")
    done = sobremesa("sweep", str(file), *along, "--seed", "3", "--replicates", "10", "--json", "--out", str(page))
    assert done.returncode == 0, done.stderr
    result = json.loads(done.stdout)
    (curve,) = result["report"]["curves"]
    assert {place / 10 for place in range(11)} <= {round(value, 9) for value in curve["values"]}
    assert (curve["values"][0], curve["values"][-1]) == (0, 1)
    (tips,) = [each for each in result["findings"] if each["kind"] == "threshold"]
    assert tips["low"] <= 0.47 <= tips["high"]
    assert "tips at" in result["answer"]
    assert page.read_text().startswith("<!doctype html>")
    again = shlex.split(result["report"]["method"]["command"])
    assert again[:4] == ["sobremesa", "sweep", "line.yaml", "--parameter"]
    repeated = sobremesa(*again[1:2], str(file), *again[3:], "--json")
    assert repeated.returncode == 0, repeated.stderr
    assert json.loads(repeated.stdout)["report"]["curves"] == result["report"]["curves"]


def test_two_parameters_make_a_map(sobremesa: Command, tmp_path: Path) -> None:
    file = tmp_path / "line.yaml"
    file.write_text(LINE)
    done = sobremesa("sweep", str(file), "--parameter", "a", "--parameter", "b", "--points", "3", "--points", "4",
                     "--replicates", "3", "--json")  # fmt: skip
    assert done.returncode == 0, done.stderr
    (heat,) = json.loads(done.stdout)["report"]["heats"]
    assert heat["parameters"] == ["a", "b"]
    assert (len(heat["rows"]), len(heat["columns"])) == (3, 4)


def test_sizes_are_compared_and_the_command_given_compares_them_again(sobremesa: Command, tmp_path: Path) -> None:
    file = tmp_path / "line.yaml"
    file.write_text(LINE.replace("b: {value", "n: {type: int, value: 3, low: 1, high: 999}\n  b: {value")
                    .replace("count: 3", "count: n").replace("0.1 * b", "0.1 * count(person)"))  # fmt: skip
    done = sobremesa("scale", str(file), "--size", "30", "--size", "3", "--replicates", "3", "--json")
    assert done.returncode == 0, done.stderr
    result = json.loads(done.stdout)
    (differs,) = [each for each in result["findings"] if each["kind"] == "scale"]
    assert round(differs["value"], 9) == 2.7
    again = shlex.split(result["report"]["method"]["command"])
    assert again[:3] == ["sobremesa", "scale", "line.yaml"]
    repeated = sobremesa(*again[1:2], str(file), *again[3:], "--json")
    assert json.loads(repeated.stdout)["findings"] == result["findings"]


def test_a_run_goes_on_until_the_interval_is_as_narrow_as_asked(sobremesa: Command) -> None:
    scenario = "100 people with neural interfaces; 10% fail, and frustration spreads among friends."
    done = sobremesa("run", scenario, "--precision", "0.02", "--replicates", "10", "--json")
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)["report"]
    levels = [each for each in report["findings"] if each["kind"] == "level" and each["headline"]]
    assert levels
    assert all(each["high"] - each["low"] <= 0.04 for each in levels)
    assert levels[0]["n"] > 10
    assert "--precision 0.02" in report["method"]["command"]


def test_sensitivity_ranks_the_step_above_the_slope(sobremesa: Command, tmp_path: Path) -> None:
    file = tmp_path / "line.yaml"
    file.write_text(LINE)
    done = sobremesa("sensitivity", str(file), "--json")
    assert done.returncode == 0, done.stderr
    ranking = json.loads(done.stdout)["report"]["ranking"]
    assert [each["parameter"] for each in ranking["influences"]] == ["a", "b"]


def test_calibration_seeks_the_value_that_gives_a_figure(sobremesa: Command, tmp_path: Path) -> None:
    file = tmp_path / "line.yaml"
    file.write_text(LINE.replace("(1 if a > 0.47 else 0) + 0.1 * b", "2 * a"))
    done = sobremesa("calibrate", str(file), "--parameter", "a", "--target", "value=0.8")
    assert done.returncode == 0, done.stderr
    assert "For value of 0.8 the model needs an a of 0.4" in done.stdout


def test_a_model_of_the_library_by_its_name_and_a_scenario_by_its_words(sobremesa: Command) -> None:
    for model in (
        "interface_failure",
        "100 people with neural interfaces; 10% fail, and frustration spreads among friends.",
    ):
        done = sobremesa("sweep", model, "--parameter", "repair_rate", "--to", "0.5", "--points", "3",
                         "--replicates", "3", "--json")  # fmt: skip
        assert done.returncode == 0, done.stderr
        curves = json.loads(done.stdout)["report"]["curves"]
        assert {curve["parameter"] for curve in curves} == {"repair_rate"}
        assert curves[0]["values"] == [0, 0.25, 0.5]


def test_a_mistake_is_told_in_a_sentence_before_anything_runs(sobremesa: Command) -> None:
    done = sobremesa("sweep", "interface_failur", "--parameter", "friends")
    assert done.returncode == 2
    assert "did you mean interface_failure?" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_long_scenario_in_another_alphabet_is_no_file(sobremesa: Command) -> None:
    """Its bytes are more than a file's name may have."""
    scenario = "Сто человек спорят. " * 9
    done = sobremesa("sweep", scenario, "--parameter", "a")
    assert done.returncode == 3, done.stderr
    assert "Traceback" not in done.stderr
