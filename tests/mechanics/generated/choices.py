"""Collections as text, and members chosen from them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from generated import expressions
from generated.world import Scope


@dataclass(frozen=True)
class Source:
    """A collection: its text, what its members are, and whether it surely has one."""

    text: str
    kind: str
    never_empty: bool = False


def collection(scope: Scope, depth: int, kind: str | None = None) -> Source:
    """Members of a kind (of any, if none is given)."""
    sources = plain(scope, depth, kind)
    source = scope.rng.choice(sources) if sources else Source("range(1, 4)", "int")
    if depth <= 0 or scope.rng.random() < 0.6:
        return source
    return derived(source, scope, depth - 1)


def plain(scope: Scope, depth: int, wanted: str | None) -> list[Source]:
    """The collections that can be named here."""
    world, found = scope.world, []
    if wanted in (None, "int"):
        found.append(Source(f"range({expressions.whole(scope, 0)} % 4)", "int"))
        found.append(Source(scope.rng.choice(["range(3)", "range(1, 4)", "range(-1, 2)"]), "int"))
    for name, of in scope.known.items():
        if of.startswith("list:") and wanted in (None, of[5:]):
            found += [Source(name, of[5:])] * 3
    if scope.agents:
        for kind in world.kinds.values():
            if wanted in (None, kind.name):
                found += _agents(kind.name, scope)
        if world.linked is not None and wanted in (None, f"link:{world.linked.layer}"):
            found.append(Source("links", f"link:{world.linked.layer}"))
    if world.space == "grid" and scope.placed and wanted in (None, "cell"):
        found += _cells(scope)
    return found


def _agents(kind: str, scope: Scope) -> list[Source]:
    world, rng = scope.world, scope.rng
    safe = not world.kinds[kind].mortal
    found = [Source(kind, kind, safe)]
    if scope.me == kind:
        found.append(Source(f"others({kind})", kind, False))
    for net in world.nets:
        centers = [name for name, of in scope.entities(net.of)]
        if net.of == kind and centers:
            word = rng.choice(["neighbors", "neighbors", "in_neighbors"])
            found += [Source(f"{word}({rng.choice(centers)}{net.at})", kind)] * 2
    if world.space in ("grid", "plane") and scope.placed:
        centers = [name for name, of in scope.entities() if of in world.kinds or of == "cell"]
        if world.space == "grid" and scope.me in world.kinds:
            found.append(Source(f"here({kind})", kind))
        if centers:
            radius = rng.choice(["1", "2", "most", "1 + step % 2"] if scope.step else ["1", "2", "most"])
            if world.space == "plane":
                radius = rng.choice(["2.5", "spread", "4"])
                centers = [name for name, of in scope.entities() if of in world.kinds]
        if centers:
            found.append(Source(f"neighbors({rng.choice(centers)}, {radius}, {kind})", kind))
        cells = [name for name, of in scope.entities("cell")]
        if cells:
            found.append(Source(f"on({rng.choice(cells)}, {kind})", kind))
    return found


def _cells(scope: Scope) -> list[Source]:
    rng = scope.rng
    found = [Source("cells", "cell", True)]
    if scope.agents:
        found.append(Source("empty_cells", "cell"))
    centers = [name for name, of in scope.entities() if not of.startswith("link:")]
    if centers:
        shape = rng.choice(["", "", ", shape=cross", ", shape=von_neumann", ", shape=moore"])
        radius = rng.choice([", 1", ", 2"]) if shape else rng.choice(["", ", 1", ", 2"])
        found.append(Source(f"cells_near({rng.choice(centers)}{radius}{shape})", "cell", True))
    return found


def derived(source: Source, scope: Scope, depth: int) -> Source:
    """A filter of a collection, its top, a sample, or all in another order."""
    rng, name = scope.rng, scope.fresh("x")
    inner = scope.knowing(**{name: source.kind})
    words = ["filter", "filter", "top"] + (["sample", "shuffled"] if scope.draws else [])
    if source.kind == "int":
        words = ["filter"]
    match rng.choice(words):
        case "filter":
            return Source(f"[{name} for {name} in {source.text} if {expressions.truth(inner, depth)}]", source.kind)
        case "top":
            amount = rng.choice(["2", "most", "1"])
            return Source(f"top({source.text}, {amount}, lambda {name}: {key(inner, depth)})", source.kind)
        case "sample":
            return Source(f"sample({source.text}, {rng.choice(['2', 'most', '9'])})", source.kind)
    return Source(f"shuffled({source.text})", source.kind, source.never_empty)


def key(scope: Scope, depth: int) -> str:
    """What members are ordered by; it draws nothing."""
    quiet = replace(scope, draws=False)
    first = expressions.number(quiet, min(depth, 1))
    if scope.rng.random() < 0.3:
        return f"({first}, {expressions.whole(quiet, 0)})"
    return first


def one(scope: Scope, depth: int, kind: str | None = None) -> Source:
    """Somebody (or None) of a kind: at random, by weight, by key, by number, at a place."""
    rng = scope.rng
    source = collection(scope, depth, kind)
    name = scope.fresh("x")
    inner = scope.knowing(**{name: source.kind})
    words = ["best", "first"]
    if scope.draws:
        words += ["one_of", "one_of", "weight"]
    if source.kind in scope.world.kinds and scope.agents:
        words.append("by_id")
    if source.kind == "cell":
        words.append("at")
    match rng.choice(words):
        case "best":
            ties = rng.choice(["", "", ", ties=random"]) if scope.draws else ", ties=first"
            return Source(f"best_of({source.text}, lambda {name}: {key(inner, depth)}{ties})", source.kind)
        case "first":
            return Source(f"best_of({source.text}, lambda {name}: {key(inner, depth)}, ties=first)", source.kind)
        case "one_of":
            return Source(f"one_of({source.text})", source.kind)
        case "weight":
            weight = f"abs({key_number(inner)})"
            return Source(f"one_of({source.text}, weight=lambda {name}: {weight})", source.kind)
        case "by_id":
            return Source(f"by_id({source.kind}, {expressions.whole(scope, 1)})", source.kind)
    return Source(f"at({expressions.whole(scope, 1)}, {expressions.whole(scope, 0)})", "cell")


def key_number(scope: Scope) -> str:
    """A number that draws nothing."""
    return expressions.number(replace(scope, draws=False), 1)


def grouping(scope: Scope, depth: int, number: Callable[[Scope, int], str], truth: Callable[[Scope, int], str]) -> str:
    """Clusters of numbers, or regions of neighbours that agree."""
    rng, world = scope.rng, scope.world
    word = rng.choice(["groups", "largest_group", "regions", "largest_region"])
    a, b = scope.fresh("a"), scope.fresh("b")
    if word in ("groups", "largest_group") or world.space in ("plane", "none"):
        source = collection(scope, depth)
        value = number(scope.knowing(**{a: source.kind}), depth)
        word = rng.choice(["groups", "largest_group"])
        gap, least = rng.choice(["0.5", "rate", "2"]), rng.choice("12")
        return f"{word}(({value} for {a} in {source.text}), gap={gap}, least={least})"
    space = [net.of for net in world.nets if not net.layer] if world.space == "network" else [*world.kinds, "cell"]
    source = collection(scope, depth, rng.choice(space))
    agree = truth(scope.knowing(**{a: source.kind, b: source.kind}), depth)
    return f"{word}({source.text}, lambda {a}, {b}: {agree})"
