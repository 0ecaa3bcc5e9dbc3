"""The one question whose answer would change the result most: which form the model takes, where that decides; else
about the assumption that moves the headline furthest."""

from __future__ import annotations

from sobremesa.mechanics.asked import scenario_arm
from sobremesa.mechanics.document import Parameter
from sobremesa.mechanics.finding import Finding, headline_level
from sobremesa.mechanics.verdict import Bearing
from sobremesa.nodes.synthesis.evidence import Evidence
from sobremesa.nodes.synthesis.figures import amount
from sobremesa.nodes.synthesis.form_numbers import first_name
from sobremesa.nodes.synthesis.forms import deciding
from sobremesa.nodes.synthesis.phrases import noun_of
from sobremesa.nodes.synthesis.wording import humanised, setting


def ask_next(evidence: Evidence) -> str | None:
    """The question with what hangs on it; None where no assumption takes the headline out of its interval."""
    if evidence.document is None:
        return None
    decisive = deciding(evidence)
    if decisive is not None and decisive.form.ask is not None:
        other = f"“{first_name(evidence.forms)}” or “{decisive.form.name}”"
        return f"{decisive.form.ask} It decides which form the model takes, {other}, and the answer depends on that."
    arm = scenario_arm(evidence.document).name
    headline = headline_level(evidence.findings, arm)
    bearing = max((one for one in evidence.ledger if one.matters), key=lambda one: one.swing or 0.0, default=None)
    if headline is None or bearing is None:
        return None
    parameter = evidence.document.parameters[bearing.parameter]
    name = humanised(bearing.parameter)
    asked = f"Should “{name}” hold?" if parameter.type == "bool" else f"What should “{name}” be?"
    return f"{asked} It {hanging(bearing, headline, parameter)}."


def hanging(bearing: Bearing, headline: Finding, parameter: Parameter) -> str:
    """`was taken to be 1, since …: communication success is then 85%; at 0.5 it would be 90%, at 2 it would be 29%`."""
    why = f", since {bearing.why}" if bearing.source == "assumed" and bearing.why else ""
    given = f"{noun_of(headline)} is then {amount(headline.value, headline.unit)}"
    return f"was taken {_taken(bearing.value, parameter)}{why}: {given}{_instead(bearing, parameter, headline)}"


def _instead(bearing: Bearing, parameter: Parameter, headline: Finding) -> str:
    """`; at 0.5 it would be 90%, at 2 it would be 29%`."""
    ends = ((bearing.low, bearing.at_low), (bearing.high, bearing.at_high))
    told = [
        f"{_where(end, parameter)} it would be {amount(at, headline.unit)}"
        for end, at in ends
        if at is not None and end != bearing.value
    ]
    return f"; {', '.join(told)}" if told else ""


def _taken(value: float, parameter: Parameter) -> str:
    """`to be 0.5`, `not to hold`."""
    if parameter.type == "bool":
        return "to hold" if value else "not to hold"
    return f"to be {setting(value, parameter)}"


def _where(value: float, parameter: Parameter) -> str:
    """`at 0.5`, `if it does not`."""
    if parameter.type == "bool":
        return "if it does," if value else "if it does not,"
    return f"at {setting(value, parameter)}"
