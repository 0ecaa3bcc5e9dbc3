"""A capsule made by hand."""

from __future__ import annotations

import pytest

from handmade_capsule import whole_capsule
from sobremesa.nodes.capsule.capsule import Capsule


@pytest.fixture
def capsule() -> Capsule:
    return whole_capsule()
