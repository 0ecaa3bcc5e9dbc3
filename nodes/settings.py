"""What the operator decides, and no caller may: language model, home directory, limits. Read from the environment.

| variable | meaning | default |
|---|---|---|
| OPENAI_API_KEY | key of the endpoint; without one no language model is used | |
| OPENAI_BASE_URL | any OpenAI-compatible endpoint | OpenAI's |
| SOBREMESA_MODEL | name of the language model | gpt-5.4-mini |
| SOBREMESA_GGUF | a file with a language model, served here and asked instead of any endpoint | |
| SOBREMESA_MODEL_COMPILE, SOBREMESA_MODEL_SPEAK | another for reading, or for personas | SOBREMESA_MODEL |
| SOBREMESA_HOME | where threads, artifacts, answers and compiled models are kept | the user's data directory |
| SOBREMESA_DATABASE | a Postgres database (postgresql://user:password@host/name) instead of files in SOBREMESA_HOME | |
| SOBREMESA_MAX_CALLS, SOBREMESA_MAX_TOKENS | what one thread may take in all | 2,000 and 5,000,000 |
| SOBREMESA_MAX_USD | what one thread may cost, in US dollars | no limit |
| SOBREMESA_PRICE | US dollars for a million tokens of prompts and of answers, as 0.25/2 | as published, if known |
| SOBREMESA_DEADLINE | seconds of one run in which calls are made | 3,600 |
| SOBREMESA_TIMEOUT | seconds that one request may take | 120 |
| SOBREMESA_CONCURRENCY | requests at the same time | 16, and 4 to a file |
| SOBREMESA_THREADS | threads that run models | as many as there are processors |
| SOBREMESA_MAX_MEMORY | gigabytes that running a model may take | half of the machine's |
| SOBREMESA_MAX_SECONDS | seconds that models may run in one run | 3,600 |
| SOBREMESA_DASK | a Dask scheduler, as tcp://host:8786, whose workers run the replicates of models | this machine |
| SOBREMESA_RUNS | runs at the same time in a server; others wait their turn | 4 |
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any
from urllib.parse import urlsplit, urlunsplit

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError, field_validator, model_validator

from sobremesa.errors import SobremesaError

if TYPE_CHECKING:
    from sobremesa.nodes.contract import Budget

OPENAI = "https://api.openai.com/v1"
DEFAULT_MODEL = "gpt-5.4-mini"
REQUESTS_TO_A_FILE = 4

VARIABLES = {
    "api_key": "OPENAI_API_KEY",
    "base_url": "OPENAI_BASE_URL",
    "model": "SOBREMESA_MODEL",
    "model_compile": "SOBREMESA_MODEL_COMPILE",
    "model_speak": "SOBREMESA_MODEL_SPEAK",
    "gguf": "SOBREMESA_GGUF",
    "home": "SOBREMESA_HOME",
    "database": "SOBREMESA_DATABASE",
    "max_calls": "SOBREMESA_MAX_CALLS",
    "max_tokens": "SOBREMESA_MAX_TOKENS",
    "max_usd": "SOBREMESA_MAX_USD",
    "price": "SOBREMESA_PRICE",
    "deadline": "SOBREMESA_DEADLINE",
    "timeout": "SOBREMESA_TIMEOUT",
    "concurrency": "SOBREMESA_CONCURRENCY",
    "threads": "SOBREMESA_THREADS",
    "max_memory": "SOBREMESA_MAX_MEMORY",
    "max_seconds": "SOBREMESA_MAX_SECONDS",
    "dask": "SOBREMESA_DASK",
    "runs": "SOBREMESA_RUNS",
}

Name = Annotated[str, Field(min_length=1, max_length=200)]
Dollars = Annotated[float, Field(ge=0, le=1_000_000, allow_inf_nan=False)]
CLUSTER = r"^(tcp|tls|ws|wss)://[^\s/@]+:\d{1,5}$"
Seconds = Annotated[float, Field(gt=0, le=7 * 86_400, allow_inf_nan=False)]


class SettingsError(SobremesaError, ValueError):
    """A variable of the environment can't be understood: the sentence says which, and what it may be."""


class Settings(BaseModel):
    """The operator's choices. `model_compile` and `model_speak` None: the same as `model`. Times in seconds.

    `gguf`: a file with a language model, which is served here; it goes before any endpoint, and is called as the file.

    `price`: US dollars for a million tokens of prompts, and of answers; None: as published, if it is known.
    `patience`: seconds after which no more runs of models are made, and a run ends with what there is; a caller's.
    `threads` None: one for each processor. `max_memory`: gigabytes; None: half of the machine's.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    api_key: SecretStr | None = None
    base_url: str | None = Field(default=None, repr=False)
    model: Name = DEFAULT_MODEL
    model_compile: Name | None = None
    model_speak: Name | None = None
    gguf: Path | None = None
    home: Path = Field(default_factory=lambda: data_directory(os.environ))
    database: SecretStr | None = None
    max_calls: Annotated[int, Field(ge=1, le=10**9)] = 2_000
    max_tokens: Annotated[int, Field(ge=1, le=10**12)] = 5_000_000
    max_usd: Dollars | None = None
    price: tuple[Dollars, Dollars] | None = None
    deadline: Seconds = 3_600
    timeout: Seconds = 120
    concurrency: Annotated[int, Field(ge=1, le=1_000)] = 16
    threads: Annotated[int, Field(ge=1, le=1_000)] | None = None
    max_memory: Annotated[float, Field(gt=0, le=1_000_000, allow_inf_nan=False)] | None = None
    max_seconds: Seconds = 3_600
    dask: Annotated[str, Field(pattern=CLUSTER)] | None = None
    runs: Annotated[int, Field(ge=1, le=1_000)] = 4
    patience: Seconds | None = None

    @model_validator(mode="before")
    @classmethod
    def _is_its_own_model(cls, given: Any) -> Any:
        if not isinstance(given, Mapping) or not given.get("gguf"):
            return given
        model = {"model": Path(str(given["gguf"])).name, "model_compile": None, "model_speak": None}
        return {"concurrency": REQUESTS_TO_A_FILE, **given, **model, "api_key": None, "base_url": None}

    @field_validator("base_url")
    @classmethod
    def _is_an_address(cls, url: str | None) -> str | None:
        if url is not None and (urlsplit(url).scheme not in ("http", "https") or not urlsplit(url).hostname):
            raise ValueError("not an address")
        return url

    @field_validator("database")
    @classmethod
    def _is_of_postgres(cls, url: SecretStr | None) -> SecretStr | None:
        if url is not None and not url.get_secret_value().startswith(("postgresql://", "postgres://")):
            raise ValueError("not an address of Postgres")
        return url

    @field_validator("price", mode="before")
    @classmethod
    def _is_two_prices(cls, price: object) -> object:
        return price.split("/") if isinstance(price, str) else price

    @classmethod
    def from_env(cls, environ: Mapping[str, str] = os.environ) -> Settings:
        """The settings that an environment gives; empty variables count as unset. Raises SettingsError."""
        given = {field: environ[name].strip() for field, name in VARIABLES.items() if environ.get(name, "").strip()}
        try:
            return cls.model_validate({"home": data_directory(environ), **given})
        except ValidationError as error:
            fields = dict.fromkeys(str(e["loc"][0]) for e in error.errors())
            raise SettingsError(" ".join(map(_sentence, fields))) from None

    @property
    def uses_language_model(self) -> bool:
        """Whether there is a key or a file, and so a language model to be asked."""
        return self.api_key is not None or self.gguf is not None

    @property
    def model_for_reading(self) -> str:
        """The model that classifies, compiles and casts."""
        return self.model_compile or self.model

    @property
    def model_for_speaking(self) -> str:
        """The model that plays the personas."""
        return self.model_speak or self.model

    @property
    def database_url(self) -> str | None:
        """The address of the Postgres database that threads are kept in, with its password; None: files in `home`."""
        return None if self.database is None else self.database.get_secret_value()

    @property
    def checkpoints_path(self) -> Path:
        """The file that holds the checkpoints where they are kept in SQLite."""
        return self.home / "checkpoints.sqlite"

    @property
    def journal_path(self) -> Path:
        """The file that holds the answers of language models."""
        return self.home / "journal.sqlite"

    def with_model(self, model: str | None) -> Settings:
        """The same, with one model for every job; None changes nothing. Raises SettingsError."""
        if model is None:
            return self
        try:
            return type(self).model_validate(
                {**self.model_dump(), "model": model, "model_compile": None, "model_speak": None}
            )
        except ValidationError:
            raise SettingsError(_sentence("model")) from None

    def with_gguf(self, file: Path | None) -> Settings:
        """The same, with the model in a file for every job; None changes nothing. Raises SettingsError."""
        if file is None:
            return self
        try:
            return type(self).model_validate({**self.model_dump(exclude_unset=True), "gguf": file})
        except ValidationError:
            raise SettingsError(_sentence("gguf")) from None

    def within(self, budget: Budget) -> Settings:
        """The same, with what a caller allows where that is less than the operator does."""
        asked = {
            "max_calls": budget.calls,
            "max_tokens": budget.tokens,
            "max_usd": budget.usd,
            "deadline": budget.seconds,
            "patience": budget.seconds,
        }
        now = {name: getattr(self, name) for name in asked}
        less = {
            name: most for name, most in asked.items() if most is not None and (now[name] is None or most < now[name])
        }
        return self.model_copy(update=less)

    def describe(self) -> dict[str, str]:
        """Which language model is in use and within which limits, in words; never the key itself."""
        dollars = "" if self.max_usd is None else f", {self.max_usd:g} USD"
        memory = "" if self.max_memory is None else f", {self.max_memory:g} GB"
        threads = "" if self.threads is None else f", {self.threads} threads"
        elsewhere = "" if self.dask is None else f", replicates at {self.dask}"
        limits = {
            "limits": f"{self.max_calls:,} calls, {self.max_tokens:,} tokens{dollars} a thread, "
            f"{self.deadline:g} s a run, {self.timeout:g} s a request, {self.concurrency} requests at a time",
            "limits of models": f"{self.max_seconds:g} s a run{memory}{threads}{elsewhere}",
            "home": str(self.home),
            **({} if self.database is None else {"threads": "in the Postgres database of SOBREMESA_DATABASE"}),
        }
        if not self.uses_language_model:
            return {
                "language model": "none: scenarios are matched with the model library, and personas are rehearsed",
                "to use one": "set OPENAI_API_KEY (any word will do for a server that asks for none), "
                "OPENAI_BASE_URL for an endpoint other than OpenAI's, and SOBREMESA_MODEL; or SOBREMESA_GGUF to a file "
                "with one",
                **limits,
            }
        return {
            "language model": self.model,
            "reads scenarios": self.model_for_reading,
            "plays personas": self.model_for_speaking,
            "endpoint": self.endpoint,
            "key": "set" if self.gguf is None else "none is needed",
            **limits,
        }

    @property
    def endpoint(self) -> str:
        """The endpoint's address, without a user, password or query that may stand in it; or the file."""
        if self.gguf is not None:
            return f"{self.gguf.name} (served here)"
        parts = urlsplit(self.base_url or OPENAI)
        host = parts.hostname or ""
        host = f"[{host}]" if ":" in host else host
        return urlunsplit((parts.scheme, host if parts.port is None else f"{host}:{parts.port}", parts.path, "", ""))


EXPECTED = {
    "gguf": "a file whose name has at most 200 characters",
    "base_url": "an address such as http://127.0.0.1:8080/v1",
    "database": "an address such as postgresql://user:password@host/name",
    "max_calls": "a whole number from 1",
    "max_tokens": "a whole number from 1",
    "max_usd": "a number of US dollars from 0",
    "price": "two prices in US dollars for a million tokens of prompts and of answers, as 0.25/2",
    "deadline": "a number of seconds above 0, at most a week",
    "timeout": "a number of seconds above 0, at most a week",
    "concurrency": "a whole number from 1 to 1,000",
    "threads": "a whole number from 1 to 1,000",
    "max_memory": "a number of gigabytes above 0",
    "max_seconds": "a number of seconds above 0, at most a week",
    "dask": "the address of a Dask scheduler, as tcp://127.0.0.1:8786",
    "runs": "a whole number from 1 to 1,000",
}


def _sentence(field: str) -> str:
    return f"{VARIABLES[field]} must be {EXPECTED.get(field, 'a name of at most 200 characters')}."


def data_directory(environ: Mapping[str, str]) -> Path:
    """Where this platform keeps a user's data for an application."""
    if environ.get("XDG_DATA_HOME"):
        return Path(environ["XDG_DATA_HOME"]) / "sobremesa"
    if sys.platform == "win32":
        return Path(environ.get("LOCALAPPDATA") or Path.home()) / "sobremesa"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "sobremesa"
    return Path.home() / ".local" / "share" / "sobremesa"
