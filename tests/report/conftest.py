"""`UPDATE_GOLDEN=1 pytest tests/report` writes the golden pages anew; read the difference before you commit it."""

from __future__ import annotations

import os

import pytest


@pytest.fixture
def update_golden() -> bool:
    return os.environ.get("UPDATE_GOLDEN") == "1"
