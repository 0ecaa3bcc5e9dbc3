"""Those whose stance is itself a parameter of the model begin where that parameter stands."""

from sobremesa.mechanics import library
from sobremesa.mechanics.given import with_values
from sobremesa.nodes.contract import Request
from sobremesa.nodes.coupling import opening_stances
from sobremesa.nodes.library_casting import coupled_cast


def test_each_side_of_a_debate_opens_on_its_side() -> None:
    document = with_values(library.load("opinion_debate"), {"moderate_says": (0.1, "given", "leans a little")})
    assert opening_stances(document) == {"moderate": 0.1, "in_support": 0.8, "opposed": -0.8}
    for seed in range(5):
        request = Request(scenario="A town debates a new road before a vote.", seed=seed)
        stances = {persona.id: persona.stance for persona in coupled_cast(request, document).personas}
        assert stances == opening_stances(document)


def test_others_begin_where_casting_puts_them() -> None:
    assert opening_stances(library.load("interface_failure_talk")) == {}
    assert opening_stances(library.load("market")) == {}
