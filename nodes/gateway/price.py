"""What tokens cost in US dollars: as the operator says, else as the endpoint's provider publishes it, else unpriced.

Published prices come from the package genai-prices, which is asked for the provider behind the endpoint's address and
for the model: a local server, or a model that it does not know, is unpriced, never free.
"""

from __future__ import annotations

from sobremesa.nodes.gateway.outcome import Usage
from sobremesa.nodes.settings import OPENAI, Settings

MILLION = 1_000_000


def price(usage: Usage, model: str, settings: Settings) -> float | None:
    """US dollars of a request; None where no price is known."""
    if settings.price is not None:
        prompt, completion = settings.price
        return (usage.prompt_tokens * prompt + usage.completion_tokens * completion) / MILLION
    if settings.gguf is not None:
        return None
    return _published(usage, model, settings.base_url or OPENAI)


def _published(usage: Usage, model: str, base_url: str) -> float | None:
    import genai_prices

    counted = genai_prices.Usage(
        input_tokens=usage.prompt_tokens,
        output_tokens=usage.completion_tokens,
        cache_read_tokens=min(usage.cached_tokens, usage.prompt_tokens),
    )
    try:
        return float(genai_prices.calc_price(counted, model_ref=model, provider_api_url=base_url).total_price)
    except (LookupError, ValueError, ArithmeticError):  # what is paid for is never lost over its price
        return None
