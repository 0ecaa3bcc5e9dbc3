"""What a request costs: by the operator's price, by the published one, or not known."""

import pytest

from sobremesa.nodes.gateway.outcome import Usage
from sobremesa.nodes.gateway.price import price
from sobremesa.nodes.settings import Settings

USED = Usage(prompt_tokens=400_000, completion_tokens=100_000)


def test_the_operators_price_holds_for_any_model() -> None:
    settings = Settings.from_env({"SOBREMESA_PRICE": "0.25/2", "OPENAI_BASE_URL": "http://127.0.0.1:8080/v1"})
    assert price(USED, "whatever", settings) == pytest.approx(0.1 + 0.2)


def test_published_prices_are_those_of_the_endpoint_and_what_was_cached_costs_less() -> None:
    settings = Settings.from_env({})
    fresh = price(USED, "gpt-4o-mini", settings)
    assert fresh == pytest.approx(0.4 * 0.15 + 0.1 * 0.60)  # OpenAI's price list since July 2024
    cached = price(Usage(400_000, 100_000, cached_tokens=200_000), "gpt-4o-mini", settings)
    assert cached is not None
    assert cached < fresh


@pytest.mark.parametrize(
    ("model", "endpoint"),
    [("a-model-nobody-knows", ""), ("gpt-4o-mini", "http://127.0.0.1:8080/v1")],
    ids=["unknown model", "local server"],
)
def test_what_is_not_known_is_unpriced_and_not_free(model: str, endpoint: str) -> None:
    assert price(USED, model, Settings.from_env({"OPENAI_BASE_URL": endpoint})) is None
