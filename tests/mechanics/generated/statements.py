"""What happens in a turn, as lines of text."""

from __future__ import annotations

from dataclasses import replace

from generated import choices
from generated.expressions import number, truth, whole
from generated.world import LABELS, Field, Net, Scope

DEPTH = 2


def block(scope: Scope, size: int, depth: int = 2) -> str:
    """Some statements, one after another; names set by one are known to the next."""
    lines: list[str] = []
    for _ in range(scope.rng.randint(1, size)):
        text, scope = statement(scope, depth)
        lines.append(text)
    return "\n".join(lines)


def statement(scope: Scope, depth: int) -> tuple[str, Scope]:
    """A statement, and what is known after it."""
    rng = scope.rng
    draw = rng.random()
    if draw < 0.12:
        return local(scope)
    if draw < 0.3 and depth > 0:
        return branch(scope, depth - 1), scope
    if draw < 0.45 and depth > 0:
        return loop(scope, depth - 1), scope
    if draw < 0.58 and depth > 0:
        return somebody(scope, depth - 1), scope
    if draw < 0.78:
        return own_write(scope), scope
    if draw < 0.9:
        return other_write(scope), scope
    return action(scope, depth), scope


def indented(text: str) -> str:
    return "\n".join("    " + line for line in text.split("\n"))


def local(scope: Scope) -> tuple[str, Scope]:
    rng = scope.rng
    names = [(name, kind) for name, kind in scope.known.items() if kind in ("float", "int") and name.startswith("n")]
    if names and rng.random() < 0.3:
        name, kind = rng.choice(names)
        value = (number if kind == "float" else whole)(scope, DEPTH)
        return f"{name} {rng.choice(['=', '+=', '-=', '*='])} {value}", scope
    name = scope.fresh("n")
    match rng.randrange(4):
        case 0:
            return f"{name} = {whole(scope, DEPTH)}", scope.knowing(**{name: "int"})
        case 1:
            source = choices.collection(scope, 1)
            if source.kind not in ("float", "bool") and not source.text.startswith("range"):
                return f"{name} = {source.text}", scope.knowing(**{name: f"list:{source.kind}"})
    return f"{name} = {number(scope, DEPTH)} * 1.0", scope.knowing(**{name: "float"})


def branch(scope: Scope, depth: int) -> str:
    text = f"if {truth(scope, DEPTH)}:\n{indented(block(scope, 2, depth))}"
    if scope.rng.random() < 0.3:
        text += f"\nelif {truth(scope, 1)}:\n{indented(block(scope, 1, depth))}"
    if scope.rng.random() < 0.5:
        text += f"\nelse:\n{indented(block(scope, 2, depth))}"
    return text


def loop(scope: Scope, depth: int) -> str:
    rng = scope.rng
    source = choices.collection(scope, 1)
    name = scope.fresh("m")
    inner = scope.knowing(**{name: source.kind})
    body = block(inner, 2, depth)
    if rng.random() < 0.2:
        body = f"if {truth(inner, 1)}:\n    {rng.choice(['break', 'continue'])}\n{body}"
    return f"for {name} in {source.text}:\n{indented(body)}"


def somebody(scope: Scope, depth: int) -> str:
    """Whoever is chosen, if there is anyone, and what is done with them."""
    kinds = [kind for kind in scope.world.kinds if scope.agents] + (["cell"] if scope.world.space == "grid" else [])
    kind = scope.rng.choice(kinds)
    if scope.rng.random() < 0.25:
        reads = [(p, f) for p, f in scope.readable(("ref",)) if f.of in scope.world.kinds and not f.size]
        if reads:
            path, field = scope.rng.choice(reads)
            chosen = choices.Source(f"{path}.{field.name}", field.of)
        else:
            chosen = choices.one(scope, 1, kind)
    else:
        chosen = choices.one(scope, 1, kind)
    name = scope.fresh("t")
    inner = scope.knowing(**{name: chosen.kind}) if chosen.kind != "int" else scope
    return f"{name} = {chosen.text}\nif {name} is not None:\n{indented(block(inner, 2, depth))}"


def value_for(field: Field, scope: Scope) -> str:
    """Something that fits a field (an element of it)."""
    rng = scope.rng
    match field.type:
        case "float":
            return number(scope, DEPTH)
        case "int":
            return whole(scope, DEPTH)
        case "bool":
            return truth(scope, DEPTH)
        case "label":
            same = [f"{p}.{f.name}" for p, f in scope.readable(("label",)) if not f.size]
            options = [f'"{rng.choice(LABELS)}"', f'("{LABELS[0]}" if {truth(scope, 1)} else "{LABELS[2]}")', *same]
            return rng.choice(options)
    chosen = choices.one(scope, 1, field.of)
    return rng.choice([chosen.text if chosen.kind == field.of else "None"] * 4 + ["None"])


def written(path: str, field: Field, scope: Scope) -> str:
    """A write of a field, or of an element."""
    rng = scope.rng
    target = f"{path}.{field.name}"
    if field.size:
        if field.type in ("float", "int") and rng.random() < 0.25:
            return f"push({target}, {value_for(field, scope)})"
        index = str(rng.randrange(field.size)) if rng.random() < 0.7 else f"{whole(scope, 1)} % {field.size}"
        target = f"{target}[{index}]"
    op = "="
    if field.type in ("float", "int") and rng.random() < 0.5:
        op = rng.choice(["+=", "+=", "-=", "*="] + (["/="] if field.type == "float" and rng.random() < 0.2 else []))
    return f"{target} {op} {value_for(field, scope)}"


def own_write(scope: Scope) -> str:
    if scope.me is None:
        field = scope.rng.choice(scope.world.globals)
        return written("model", field, scope)
    fields = scope.world.fields(scope.me)
    if not fields:
        return other_write(scope)
    return written("self", scope.rng.choice(fields), scope)


def other_write(scope: Scope) -> str:
    """A write on somebody else, a cell, a link or the model: a deposit where all act together."""
    rng, world = scope.rng, scope.world
    targets = [(name, field) for name, of in scope.entities() if name != "self" for field in world.fields(of)]
    targets += [("model", field) for field in world.globals]
    targets += [(f"link(self, {name}{net.at})", field) for name, net in linked(scope) for field in net.fields]
    if not scope.at_once:
        targets = [(name, field) for name, field in targets if field.type in ("float", "int")]
    if not targets:
        return f"{scope.fresh('n')} = {whole(scope, 1)}"
    path, field = rng.choice(targets)
    if scope.at_once:
        return written(path, field, scope)
    index = ""
    if field.size:
        index = f"[{rng.randrange(field.size) if rng.random() < 0.7 else f'{whole(scope, 0)} % {field.size}'}]"
    return f"{path}.{field.name}{index} {rng.choice(['+=', '-='])} {value_for(field, scope)}"


def linked(scope: Scope) -> list[tuple[str, Net]]:
    """Names that may be linked with `self`."""
    return [
        (name, net) for net in scope.world.nets if net.of == scope.me
        for name, of in scope.entities(net.of) if name != "self" and name.startswith("m")
    ]  # fmt: skip


def action(scope: Scope, depth: int) -> str:
    rng, world = scope.rng, scope.world
    options = []
    if scope.me in world.kinds and world.space == "grid":
        x, y = (f"self.{axis} + {rng.choice(['1', '-1', 'randint(-1, 1)', whole(scope, 0)])}" for axis in "xy")
        options += [f"move_to({x}, {y})"] * 2 + [_to_cell(scope)] * 2
    if scope.me in world.kinds and world.space == "plane":
        options += [f"move_to(self.x + {number(scope, 1)}, self.y + {number(scope, 1)})"] * 3
    options += [_create(kind, scope) for kind in world.kinds if world.kinds[kind].born]
    if scope.me in world.kinds and world.kinds[scope.me].mortal:
        options.append(f"if {truth(scope, 1)}:\n    die()")
    others = [n for n, of in scope.entities() if n != "self" and of in world.kinds and world.kinds[of].mortal]
    if scope.at_once and others:
        options.append(f"if {truth(scope, 1)}:\n    die({rng.choice(others)})")
    if scope.at_once:
        options += [_rewire(net, scope) for net in world.nets if net.max_degree]
    if not options or rng.random() < 0.1:
        return f"if {truth(scope, 1)}:\n    return"
    return rng.choice(options)


def _to_cell(scope: Scope) -> str:
    name = scope.fresh("t")
    return f"{name} = {choices.one(scope, 1, 'cell').text}\nif {name} is not None:\n    move_to({name})"


def _given(field: Field, scope: Scope) -> str:
    """What a newborn gets; a vector only from a vector (nothing, where there is none)."""
    if not field.size:
        return value_for(field, scope)
    vectors = [(p, f) for p, f in scope.readable((field.type,)) if (f.type, f.size) == (field.type, field.size)]
    return f"{vectors[0][0]}.{vectors[0][1].name}" if vectors else ""


def _create(kind: str, scope: Scope) -> str:
    rng, world = scope.rng, scope.world
    named = [field for field in world.kinds[kind].fields if rng.random() < 0.3]
    values = {field.name: _given(field, scope) for field in named}
    parts = [kind, *(f"{name}={value}" for name, value in values.items() if value)]
    placed = scope.me in world.kinds or scope.me == "cell"
    if world.space == "grid":
        cells = [name for name, _ in scope.entities("cell")]
        if cells and (not placed or rng.random() < 0.5):
            parts.append(f"at={rng.choice(cells)}")
        elif not placed:
            parts.append("at=best_of(cells, lambda c_c: c_c.id)")
    elif world.space == "plane" and scope.me not in world.kinds:
        return f"if {truth(scope, 1)}:\n    return"
    return f"create({', '.join(parts)})"


def _rewire(net: Net, scope: Scope) -> str:
    ends = [name for name, _ in scope.entities(net.of)]
    one = choices.one(scope, 1, net.of)
    name = scope.fresh("t")
    if not ends or one.kind != net.of:
        return f"if {truth(scope, 1)}:\n    return"
    end, at = scope.rng.choice(ends), net.at
    room = f"degree({end}{at}) < {net.max_degree} and degree({name}{at}) < {net.max_degree}"
    connect = f"    connect({end}, {name}{at})"
    if scope.rng.random() < 0.9:
        connect = f"    if {room}:\n    {connect}"
    act = connect if scope.rng.random() < 0.6 else f"    disconnect({end}, {name}{at})"
    return f"{name} = {one.text}\nif {name} is not None:\n{act}"


def body(scope: Scope, size: int) -> str:
    """A whole turn."""
    return block(replace(scope, numbers=[0]), size)
