"""`UPDATE_GOLDEN=1 pytest tests/report` writes the golden pages anew; read the difference before you commit it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser


@pytest.fixture
def update_golden() -> bool:
    return os.environ.get("UPDATE_GOLDEN") == "1"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A real headless Chromium, where the machine has one (`apt install chromium`)."""
    from playwright.sync_api import sync_playwright

    program = os.environ.get("SOBREMESA_TEST_BROWSER") or shutil.which("chromium") or shutil.which("google-chrome")
    if program is None:
        pytest.skip("no Chromium on this machine")
    with sync_playwright() as driver:
        chromium = driver.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield chromium
        chromium.close()
