"""Routes: what an entity does step by step. Each step has one verb, and only what belongs to it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from sobremesa.mechanics.checking.mistakes import did_you_mean
from sobremesa.mechanics.processes import document as written
from sobremesa.mechanics.processes import steps
from sobremesa.mechanics.processes.checking.held import check_held
from sobremesa.mechanics.processes.checking.reader import Owner, Reader
from sobremesa.mechanics.processes.checking.scope import CONDITION, PARAMETERS_ONLY, SHARE, TURN
from sobremesa.mechanics.processes.expressions import TRUTH, Constant, Expr

OPTIONS: Mapping[str, tuple[str, ...]] = {
    "use": ("for", "do", "priority", "patience", "otherwise"), "seize": ("priority", "patience"), "release": (),
    "delay": (), "hold": (), "branch": (), "balk": (), "loop": ("again",), "batch": ("do",), "split": (),
    "put": ("amount",), "get": ("amount",), "set": (), "go": (),
}  # fmt: skip
"""The verbs, and what belongs to each."""
KEYS: Mapping[str, str] = {"for": "lasting"}


class Routes:
    """Reads the routes of one class."""

    def __init__(self, reader: Reader, declared: written.Entity, path: str, owner: Owner) -> None:
        self._reader = reader
        self._declared = declared
        self._path = path
        self._owner = owner
        self._numbers = {"batch": 0, "split": 0}
        self._inside = ""

    def lower(self) -> tuple[tuple[steps.Step, ...], tuple[tuple[str, tuple[steps.Step, ...]], ...]]:
        """The main route, and the others by name."""
        goes = bool(self._declared.routes)
        self._owner.repeated = goes
        main = self._sequence(f"{self._path}.route", self._declared.route)
        others = []
        for name in sorted(self._declared.routes):
            path = f"{self._path}.routes.{name}"
            if name == steps.MAIN:
                self._reader.mistakes.add("name_taken", path, f"`{steps.MAIN}` is what the main route is called")
            others.append((name, self._sequence(path, self._declared.routes[name])))
        for path, sequence in ((f"{self._path}.route", main), *((f"{self._path}.routes.{n}", s) for n, s in others)):
            check_held(sequence, path, self._reader.mistakes)
        self._owner.repeated = False
        return main, tuple(others)

    def _sequence(self, path: str, declared: tuple[written.Step, ...], tail: bool = True) -> tuple[steps.Step, ...]:
        found = []
        for place, step in enumerate(declared):
            last = place == len(declared) - 1
            lowered = self._step(f"{path}[{place}]", step, tail and last)
            if lowered is not None:
                found.append(lowered)
            if isinstance(lowered, steps.Go) and not last:
                self._reader.mistakes.add("unreachable", f"{path}[{place + 1}]", "what follows `go` is never done")
        return tuple(found)

    def _within(
        self, path: str, declared: tuple[written.Step, ...], what: str, repeated: bool = False
    ) -> tuple[steps.Step, ...]:
        """Steps inside a step, which nobody may leave by another door than its end."""
        before = self._inside, self._owner.repeated
        self._inside, self._owner.repeated = what, self._owner.repeated or repeated
        found = self._sequence(path, declared, tail=False)
        self._inside, self._owner.repeated = before
        return found

    def _step(self, path: str, step: written.Step, tail: bool) -> steps.Step | None:
        verbs = [verb for verb in OPTIONS if getattr(step, verb) is not None]
        if len(verbs) != 1:
            found = ", ".join(verbs) or "none"
            self._reader.mistakes.add("bad_step", path, "a step has one verb", f"one of {', '.join(OPTIONS)}", found)
            return None
        (verb,) = verbs
        belongs = {option for options in OPTIONS.values() for option in options}
        for option in sorted(belongs - set(OPTIONS[verb])):
            if getattr(step, KEYS.get(option, option)) is not None:
                expected = ", ".join(OPTIONS[verb]) or "nothing"
                message = f"`{option}` does not belong to `{verb}`"
                self._reader.mistakes.add("unknown_option", f"{path}.{option}", message, expected)
        if verb == "go":
            return self._go(path, step, tail)
        if verb == "branch":
            return self._branch(path, step, tail)
        return FORMS[verb](self, path, step)

    def _label(self, step: written.Step, word: str) -> str:
        """What the draws of a step are called by: its name, or what it is about."""
        return step.name or word

    def _place(self, path: str, name: str, *kinds: str) -> bool:
        """Whether there is such a place; notes it if not."""
        places = self._reader.names.places
        if places.get(name) in kinds:
            return True
        known = sorted(each for each, place in places.items() if place in kinds)
        what = " or ".join(kinds)
        expected = ", ".join(known) or f"a {what}, of which there is none"
        hint = did_you_mean(name, known)
        self._reader.mistakes.add("unknown_place", path, f"there is no {what} `{name}`", expected, hint=hint)
        return False

    def _may_leave(self, path: str, what: str) -> None:
        if self._inside:
            message = f"nobody can leave from inside `{self._inside}`"
            hint = "say what they do instead: `otherwise: […]`" if what != "balk" else "put it before, or use `branch`"
            self._reader.mistakes.add("can_not_leave", path, message, hint=hint)

    def _use(self, path: str, step: written.Step) -> steps.Step | None:
        name = str(step.use)
        known = self._place(f"{path}.use", name, "resource")
        label = self._label(step, name)
        if (step.lasting is None) == (step.do is None):
            found = "neither" if step.do is None else "both"
            message = "how long is it used?"
            self._reader.mistakes.add("bad_step", path, message, "for: a time, or do: steps that last so long", found)
        lasting = None
        if step.lasting is not None:
            lasting = self._reader.time(f"{path}.for", step.lasting, TURN, self._owner, ("use", label))
        priority, patience = self._waiting(path, step, label)
        within = () if step.do is None else self._within(f"{path}.do", step.do, "use")
        otherwise = None
        if step.otherwise is not None:
            otherwise = self._sequence(f"{path}.otherwise", step.otherwise, tail=False)
        elif known:
            full = self._reader.names.document.resources[name].room is not None
            if patience is not None or full:
                self._may_leave(path, "use")
        if known and self._reader.names.document.resources[name].order == "preemptive":
            self._refuse_uninterruptible(path, step)
        return steps.Use(path, step.name, name, lasting, within, priority, patience, otherwise) if known else None

    def _refuse_uninterruptible(self, path: str, step: written.Step) -> None:
        """Of servers that others may take away: only what is held for a time, by those who stay until it is done."""
        if step.do is not None:
            message = "whoever can be interrupted holds it for a time, not while steps last"
            self._reader.mistakes.add("not_supported_yet", f"{path}.do", message, "for: a time")
        if step.patience is not None:
            message = "whoever can be interrupted can't give up"
            self._reader.mistakes.add("not_supported_yet", f"{path}.patience", message, "order: priority")

    def _waiting(self, path: str, step: written.Step, label: str) -> tuple[Expr | None, Expr | None]:
        read, owner = self._reader, self._owner
        priority = patience = None
        if step.priority is not None:
            priority = read.number(f"{path}.priority", step.priority, TURN, owner, ("priority", label))
        if step.patience is not None:
            patience = read.time(f"{path}.patience", step.patience, TURN, owner, ("patience", label))
        return priority, patience

    def _seize(self, path: str, step: written.Step) -> steps.Step | None:
        name = str(step.seize)
        if not self._place(f"{path}.seize", name, "resource"):
            return None
        resource = self._reader.names.document.resources[name]
        if resource.order == "preemptive":
            message = "whoever can be interrupted holds it by `use`, for a time"
            self._reader.mistakes.add("not_supported_yet", f"{path}.seize", message, "use")
        priority, patience = self._waiting(path, step, self._label(step, name))
        if patience is not None or resource.room is not None:
            self._may_leave(path, "seize")
        return steps.Seize(path, step.name, name, priority, patience)

    def _release(self, path: str, step: written.Step) -> steps.Step | None:
        known = self._place(f"{path}.release", str(step.release), "resource")
        return steps.Release(path, step.name, str(step.release)) if known else None

    def _delay(self, path: str, step: written.Step) -> steps.Step:
        assert step.delay is not None
        named = ("delay", self._label(step, "delay"))
        return steps.Delay(path, step.name, self._reader.time(f"{path}.delay", step.delay, TURN, self._owner, named))

    def _hold(self, path: str, step: written.Step) -> steps.Step:
        assert step.hold is not None
        value = self._reader.condition(f"{path}.hold", step.hold, CONDITION, self._owner, ("", ""))
        return steps.Hold(path, step.name, value)

    def _balk(self, path: str, step: written.Step) -> steps.Step:
        assert step.balk is not None
        self._may_leave(path, "balk")
        named = ("balk", self._label(step, "balk"))
        return steps.Balk(path, step.name, self._reader.condition(f"{path}.balk", step.balk, TURN, self._owner, named))

    def _loop(self, path: str, step: written.Step) -> steps.Step:
        assert step.loop is not None
        within = self._within(f"{path}.loop", step.loop, "loop", repeated=True)
        if step.again is None:
            message = "how long does this go on?"
            self._reader.mistakes.add("bad_step", path, message, "again: a condition, asked after each round")
            return steps.Loop(path, step.name, within, Constant(False, TRUTH))
        before, self._owner.repeated = self._owner.repeated, True
        named = ("again", self._label(step, "loop"))
        again = self._reader.condition(f"{path}.again", step.again, TURN, self._owner, named)
        self._owner.repeated = before
        return steps.Loop(path, step.name, within, again)

    def _batch(self, path: str, step: written.Step) -> steps.Step:
        assert step.batch is not None
        self._numbers["batch"] += 1
        number = self._numbers["batch"]
        size = self._reader.count(f"{path}.batch", step.batch, PARAMETERS_ONLY)
        return steps.Batch(path, step.name, number, size, self._within(f"{path}.do", step.do or (), "batch"))

    def _split(self, path: str, step: written.Step) -> steps.Step:
        self._numbers["split"] += 1
        number = self._numbers["split"]
        if len(step.split or ()) < 2:
            self._reader.mistakes.add("bad_step", f"{path}.split", "a split has two routes or more")
        parts = tuple(
            self._within(f"{path}.split[{place}]", part, "split") for place, part in enumerate(step.split or ())
        )
        return steps.Split(path, step.name, number, parts)

    def _put(self, path: str, step: written.Step) -> steps.Step | None:
        name = str(step.put)
        if not self._place(f"{path}.put", name, "container", "store"):
            return None
        return steps.Put(path, step.name, name, self._amount(path, step, name))

    def _get(self, path: str, step: written.Step) -> steps.Step | None:
        name = str(step.get)
        if not self._place(f"{path}.get", name, "container", "store"):
            return None
        return steps.Get(path, step.name, name, self._amount(path, step, name))

    def _amount(self, path: str, step: written.Step, name: str) -> Expr | None:
        if self._reader.names.places[name] == "store":
            if step.amount is not None:
                message = "a store holds entities, one at a time"
                self._reader.mistakes.add("unknown_option", f"{path}.amount", message, "nothing")
            return None
        named = ("amount", self._label(step, name))
        amount = 1 if step.amount is None else step.amount
        return self._reader.number(f"{path}.amount", amount, TURN, self._owner, named)

    def _assign(self, path: str, step: written.Step) -> steps.Step:
        values = []
        for word, text in sorted((step.set or {}).items()):
            place = f"{path}.set.{word}"
            named = ("set", f"{self._label(step, 'set')}.{word}")
            value = self._reader.expression(place, text, TURN, self._owner, named)
            known = self._owner.attributes.get(word)
            if known is None:
                hint = did_you_mean(word, self._owner.attributes)
                message = f"there is no attribute `{word}`"
                expected = ", ".join(sorted(self._owner.attributes)) or "none"
                self._reader.mistakes.add("unknown_attribute", place, message, expected, hint=hint)
            elif known.kind != value.type.kind or not set(value.type.labels) <= set(known.labels):
                self._reader.mistakes.add("type_mismatch", place, f"`{word}` holds something else", known.kind)
            values.append((word, value))
        return steps.Assign(path, step.name, tuple(values))

    def _go(self, path: str, step: written.Step, tail: bool) -> steps.Step | None:
        route = str(step.go)
        known = (steps.MAIN, *sorted(self._declared.routes))
        if route not in known:
            hint = did_you_mean(route, known)
            message = f"there is no route `{route}`"
            self._reader.mistakes.add("unknown_route", f"{path}.go", message, ", ".join(known), hint=hint)
            return None
        if not tail:
            message = "`go` stands at the end of a route, or of a way of a branch that ends it"
            self._reader.mistakes.add("bad_step", path, message, hint="for a round within a route use `loop`")
        if not self._declared.routes:
            message = "a route that leads to itself needs a name"
            hint = "put it into `routes`, or use `loop`"
            self._reader.mistakes.add("bad_step", path, message, "a route of `routes`", hint=hint)
        return steps.Go(path, step.name, route)

    def _branch(self, path: str, step: written.Step, tail: bool) -> steps.Step:
        ways = step.branch or ()
        by_share = any(way.share is not None for way in ways)
        site = self._owner.sites.next("branch", self._label(step, "branch")) if by_share else None
        found = []
        for place, way in enumerate(ways):
            at = f"{path}.branch[{place}]"
            test = self._test(at, way, by_share, place == len(ways) - 1, self._label(step, "branch"))
            route = self._sequence(f"{at}.route", way.route, tail)
            found.append(steps.Way(test, route))
        if len(ways) < 2:
            self._reader.mistakes.add("bad_step", f"{path}.branch", "a branch has two ways or more")
        shares = [way.test for way in found if isinstance(way.test, Constant)]
        total = sum(float(share.value) for share in shares if not isinstance(share.value, str))
        rest = bool(found) and found[-1].test is None
        if (
            by_share
            and (total > 1 + 1e-9 or (len(shares) == len(found) and total < 1 - 1e-9))
            and not (rest and total <= 1)
        ):
            self._reader.mistakes.add("out_of_bounds", f"{path}.branch", "shares add up to 1", "1", f"{total:.6g}")
        return steps.Branch(path, step.name, tuple(found), site, self._owner.repeated)

    def _test(self, path: str, way: written.Way, by_share: bool, last: bool, label: str) -> Expr | None:
        if way.share is None and way.when is None:
            if not last:
                message = "only the last way can do without a share or a condition"
                self._reader.mistakes.add("bad_step", path, message, "share or when")
            return None
        if way.when is not None and by_share:
            message = "the ways of one branch all have shares, or all have conditions"
            self._reader.mistakes.add("bad_step", path, message, "share")
            return None
        if way.share is not None:
            return self._reader.share(f"{path}.share", way.share, SHARE, self._owner)
        return self._reader.condition(f"{path}.when", way.when or False, TURN, self._owner, ("when", label))


FORMS: Mapping[str, Callable[[Routes, str, written.Step], steps.Step | None]] = {
    "use": Routes._use,
    "seize": Routes._seize,
    "release": Routes._release,
    "delay": Routes._delay,
    "hold": Routes._hold,
    "balk": Routes._balk,
    "loop": Routes._loop,
    "batch": Routes._batch,
    "split": Routes._split,
    "put": Routes._put,
    "get": Routes._get,
    "set": Routes._assign,
}
