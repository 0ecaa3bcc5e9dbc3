"""Settings come from the environment, say what is wrong with it, and never show the key."""

import json
from pathlib import Path

import pytest

from sobremesa.nodes.settings import VARIABLES, Settings, SettingsError

KEY = "sk-not-to-be-seen-4711"


def test_without_a_key_no_language_model_is_used() -> None:
    settings = Settings.from_env({"SOBREMESA_MODEL": "a-model"})
    assert not settings.uses_language_model
    assert "OPENAI_API_KEY" in settings.describe()["to use one"]


def test_one_model_does_every_job_unless_another_is_named() -> None:
    environ = {"OPENAI_API_KEY": KEY, "SOBREMESA_MODEL": "one", "SOBREMESA_MODEL_COMPILE": "two"}
    settings = Settings.from_env(environ)
    assert (settings.model_for_reading, settings.model_for_speaking) == ("two", "one")
    assert settings.with_model("three").model_for_reading == "three"
    assert settings.with_model(None) == settings


def test_the_key_is_shown_nowhere() -> None:
    settings = Settings.from_env(
        {"OPENAI_API_KEY": KEY, "OPENAI_BASE_URL": f"https://user:{KEY}@host.example:8/v1?{KEY}"}
    )
    shown = [repr(settings), str(settings), json.dumps(settings.describe())]
    assert not any(KEY in text for text in shown)
    assert settings.endpoint == "https://host.example:8/v1"
    assert settings.api_key is not None
    assert settings.api_key.get_secret_value() == KEY


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("OPENAI_BASE_URL", "localhost:8080"),
        ("OPENAI_BASE_URL", "http://"),
        ("SOBREMESA_MAX_CALLS", "many"),
        ("SOBREMESA_MAX_CALLS", "0"),
        ("SOBREMESA_MAX_TOKENS", "-1"),
        ("SOBREMESA_MAX_USD", "nan"),
        ("SOBREMESA_PRICE", "0.25"),
        ("SOBREMESA_PRICE", "a/b"),
        ("SOBREMESA_DEADLINE", "inf"),
        ("SOBREMESA_TIMEOUT", "0"),
        ("SOBREMESA_CONCURRENCY", "1.5"),
        ("SOBREMESA_THREADS", "0"),
        ("SOBREMESA_MAX_MEMORY", "8GB"),
        ("SOBREMESA_MAX_SECONDS", "inf"),
        ("SOBREMESA_DASK", "127.0.0.1:8786"),
        ("SOBREMESA_DASK", "tcp://127.0.0.1"),
        ("SOBREMESA_RUNS", "0"),
        ("SOBREMESA_MODEL", "x" * 201),
    ],
)
def test_a_variable_that_makes_no_sense_is_named(variable: str, value: str) -> None:
    with pytest.raises(SettingsError, match=rf"^{variable} must be .*\.$"):
        Settings.from_env({variable: value})


def test_the_module_says_what_every_variable_is_for() -> None:
    from sobremesa.nodes import settings

    assert [name for name in VARIABLES.values() if name not in (settings.__doc__ or "")] == []


def test_empty_variables_count_as_unset(tmp_path: Path) -> None:
    settings = Settings.from_env({"OPENAI_API_KEY": " ", "OPENAI_BASE_URL": "", "SOBREMESA_HOME": str(tmp_path)})
    assert settings == Settings(home=tmp_path)


def test_home_follows_the_platform_or_the_variable(tmp_path: Path) -> None:
    assert Settings.from_env({"XDG_DATA_HOME": str(tmp_path)}).home == tmp_path / "sobremesa"
    assert Settings.from_env({"XDG_DATA_HOME": "/elsewhere", "SOBREMESA_HOME": str(tmp_path)}).home == tmp_path


def test_a_model_without_a_name_is_refused() -> None:
    with pytest.raises(SettingsError, match="SOBREMESA_MODEL must be"):
        Settings().with_model("")
