"""Settings without a language model, with a home of their own."""

from __future__ import annotations

from pathlib import Path

import pytest

from sobremesa.nodes.settings import Settings


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path / "home")
