"""What traits do to how someone talks: how much of themselves they add, and whether they contradict or ask."""

from __future__ import annotations

from sobremesa.personas.card import BigFive


def talkativeness(traits: BigFive) -> float:
    """How likely someone adds a sentence about themselves, 0..1.

    Extraverts talk more (M. R. Mehl, S. D. Gosling & J. W. Pennebaker, Personality in its natural habitat, J.
    Personality and Social Psychology 90, 2006); the coefficients are ours.
    """
    return max(0.0, min(1.0, (traits.extraversion - 0.1) / 0.8))


def effusiveness(traits: BigFive) -> float:
    """How likely someone goes on in a turn that is long already, 0..1: extraverts alone."""
    return max(0.0, min(1.0, 2 * (traits.extraversion - 0.5)))


def forbearance(traits: BigFive) -> float:
    """How likely someone asks where they could contradict, 0..0.5.

    Agreeable people choose the gentler ways of a conflict (W. G. Graziano, L. A. Jensen-Campbell & E. C. Hair,
    Perceiving interpersonal conflict and reacting to it, J. Personality and Social Psychology 70, 1996); the
    coefficients are ours.
    """
    return max(0.0, traits.agreeableness - 0.5)
