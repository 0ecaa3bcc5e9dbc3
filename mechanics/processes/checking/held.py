"""Who holds what: everything that is seized is released before the route ends, whichever way an entity takes."""

from __future__ import annotations

from sobremesa.mechanics.checking.mistakes import Mistakes
from sobremesa.mechanics.processes import steps

Held = frozenset[str]


def check_held(route: tuple[steps.Step, ...], path: str, mistakes: Mistakes) -> None:
    """Note what is released and not held, held twice, or still held at the end of a route."""
    for resource in sorted(_after(route, frozenset(), mistakes)):
        hint = f"add `release: {resource}`, or hold it by `use`"
        mistakes.add("still_held", path, f"at its end `{resource}` is still held", hint=hint)


def _after(sequence: tuple[steps.Step, ...], held: Held, mistakes: Mistakes) -> Held:
    for step in sequence:
        held = _of(step, held, mistakes)
    return held


def _of(step: steps.Step, held: Held, mistakes: Mistakes) -> Held:
    match step:
        case steps.Use(resource=resource) | steps.Seize(resource=resource) if resource in held:
            mistakes.add("already_held", step.path, f"`{resource}` is held here already, and would wait for itself")
            return held
        case steps.Seize(resource=resource):
            return held | {resource}
        case steps.Release(resource=resource):
            if resource not in held:
                mistakes.add("not_held", step.path, f"`{resource}` is not held here", hint=f"`seize: {resource}` first")
            return held - {resource}
        case steps.Use(resource=resource, steps=within, otherwise=otherwise):
            inside = _after(within, held | {resource}, mistakes) - {resource}
            _same(step, held, [inside, _after(otherwise or (), held, mistakes)], mistakes)
            return held
        case steps.Branch(ways=ways):
            ends = [_after(way.steps, held, mistakes) for way in ways if not _leads_away(way.steps)]
            for way in ways:
                if _leads_away(way.steps):
                    _after(way.steps, held, mistakes)
            rest = [] if ways and ways[-1].test is None else [held]
            return _joined(step, [*ends, *rest], held, mistakes)
        case steps.Loop(steps=within) | steps.Batch(steps=within):
            _same(step, held, [_after(within, held, mistakes)], mistakes)
        case steps.Split(parts=parts):
            _same(step, held, [_after(part, held, mistakes) for part in parts], mistakes)
        case steps.Go() if held:
            hint = f"release {', '.join(sorted(held))} first"
            mistakes.add("still_held", step.path, "another route begins with empty hands", hint=hint)
            return frozenset()
    return held


def _leads_away(sequence: tuple[steps.Step, ...]) -> bool:
    return bool(sequence) and isinstance(sequence[-1], steps.Go)


def _joined(step: steps.Step, ends: list[Held], held: Held, mistakes: Mistakes) -> Held:
    if len(set(ends)) > 1:
        differ = sorted(frozenset.union(*ends) - frozenset.intersection(*ends))
        message = f"after this `{', '.join(differ)}` is held on some ways only"
        mistakes.add("still_held", step.path, message, hint="seize and release on the same way")
    return frozenset.intersection(*ends) if ends else held


def _same(step: steps.Step, before: Held, ends: list[Held], mistakes: Mistakes) -> None:
    for end in ends:
        if end != before:
            differ = ", ".join(sorted(end ^ before))
            message = f"what is seized inside is released inside: {differ}"
            mistakes.add("still_held", step.path, message)
