"""What the package says it exports, its documentation lists, and each name is really there."""

import inspect

import pytest

import sobremesa


def test_the_table_of_contents_lists_every_name() -> None:
    documentation = inspect.getdoc(sobremesa) or ""
    missing = [n for n in sobremesa.__all__ if n not in documentation and n.removeprefix("a") not in documentation]
    assert not missing


@pytest.mark.parametrize("name", sobremesa.__all__)
def test_each_name_is_there_and_documented(name: str) -> None:
    assert inspect.getdoc(getattr(sobremesa, name))


def test_each_function_has_an_async_twin_with_the_same_parameters() -> None:
    twins = [n for n in sobremesa.__all__ if f"a{n}" in sobremesa.__all__]
    assert len(twins) == 19
    for name in twins:
        function, twin = getattr(sobremesa, name), getattr(sobremesa, f"a{name}")
        assert inspect.signature(function).parameters == inspect.signature(twin).parameters
        assert inspect.iscoroutinefunction(twin)
        assert not inspect.iscoroutinefunction(function)
        assert function.__name__ == name


def test_a_name_that_is_not_there_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'simulate_weather'"):
        sobremesa.simulate_weather  # noqa: B018


async def test_a_synchronous_function_works_inside_a_running_loop() -> None:
    assert sobremesa.classify("Three founders quarrel about selling the company.").mode == "social"
