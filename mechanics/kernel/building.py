"""LLVM's assembly, written function by function: typed values, variables, and structured control flow.

Text instead of an object for each instruction: a model is lowered in a few milliseconds. Variables are stack slots,
which LLVM turns into registers; so nothing here has to build phi nodes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from sobremesa.mechanics.kernel.values import DOUBLE, I1, POINTER, TRUE, VOID, Value, Variable, integer

FLOAT_OPERATIONS = {"add": "fadd", "sub": "fsub", "mul": "fmul", "div": "fdiv", "neg": "fneg"}
FLOAT_PREDICATES = {"<": "olt", "<=": "ole", ">": "ogt", ">=": "oge", "==": "oeq", "!=": "une"}
SIGNED_PREDICATES = {"<": "slt", "<=": "sle", ">": "sgt", ">=": "sge", "==": "eq", "!=": "ne"}
UNSIGNED_PREDICATES = {"<": "ult", "<=": "ule", ">": "ugt", ">=": "uge"}


class Function:
    """One function while it is written. Instructions go to the current block; a block ends with one jump or return."""

    def __init__(
        self, name: str, result: str, parameters: Sequence[tuple[str, str]] = (), attributes: str = ""
    ) -> None:
        """`parameters` are (name, type with attributes): `("rate", "double")`, `("ill", "ptr noalias")`."""
        self.name, self.result = name, result
        self._attributes = attributes
        self._parameters = list(parameters)
        self._slots: list[str] = []
        self._lines: list[str] = []
        self._numbers = 0
        self._loops: list[tuple[str, str]] = []
        self._open = True

    # ------------------------------------------------------------------------------------------ values

    def parameter(self, name: str, kind: str) -> Value:
        """The parameter of this name, added to the signature if it is new."""
        if name not in [known for known, _ in self._parameters]:
            self._parameters.append((name, kind))
        return Value(f"%{name}", kind.split(maxsplit=1)[0])

    def emit(self, instruction: str, kind: str) -> Value:
        """An instruction that has a result."""
        value = Value(f"%v{self._number()}", kind)
        self.line(f"{value.text} = {instruction}")
        return value

    def line(self, instruction: str) -> None:
        """An instruction without a result; what follows a jump can't be reached and is left out."""
        if self._open:
            self._lines.append(f"  {instruction}")

    def operate(self, operation: str, a: Value, b: Value) -> Value:
        """`add sub mul div` of floats or ints, or any of LLVM's binary operations on two values of one type."""
        word = FLOAT_OPERATIONS.get(operation, operation) if a.type == DOUBLE else operation
        return self.emit(f"{word} {a.type} {a.text}, {b.text}", a.type)

    def compare(self, predicate: str, a: Value, b: Value, unsigned: bool = False) -> Value:
        """`< <= > >= == !=`; of floats ordered, but for `!=`."""
        if a.type == DOUBLE:
            return self.emit(f"fcmp {FLOAT_PREDICATES[predicate]} double {a.text}, {b.text}", I1)
        words = SIGNED_PREDICATES | (UNSIGNED_PREDICATES if unsigned else {})
        return self.emit(f"icmp {words[predicate]} {a.type} {a.text}, {b.text}", I1)

    def both(self, a: Value, b: Value) -> Value:
        """And, of two values that are both there."""
        return self.operate("and", a, b)

    def either(self, a: Value, b: Value) -> Value:
        """Or, of two values that are both there."""
        return self.operate("or", a, b)

    def negated(self, a: Value) -> Value:
        """Not."""
        return self.operate("xor", a, TRUE)

    def choose(self, condition: Value, a: Value, b: Value) -> Value:
        """One of two values that are both there."""
        return self.emit(f"select i1 {condition.text}, {a}, {b}", a.type)

    def convert(self, instruction: str, value: Value, kind: str) -> Value:
        """`zext sext trunc sitofp uitofp fptosi bitcast ptrtoint inttoptr`."""
        return value if value.type == kind else self.emit(f"{instruction} {value} to {kind}", kind)

    def call(self, name: str, result: str, *arguments: Value) -> Value:
        """A call; of a function without result, a value that must not be used."""
        text = f"call {result} @{name}({', '.join(map(str, arguments))})"
        if result == VOID:
            self.line(text)
            return Value("undef", VOID)
        return self.emit(text, result)

    # ------------------------------------------------------------------------------------------ memory

    def element(self, kind: str, base: Value, index: Value) -> Value:
        """The address of an element of an array."""
        return self.emit(f"getelementptr inbounds {kind}, ptr {base.text}, {index}", POINTER)

    def load(self, kind: str, base: Value, index: Value | None = None) -> Value:
        """What stands at an address, or in an element of the array there."""
        place = base if index is None else self.element(kind, base, index)
        return self.emit(f"load {kind}, ptr {place.text}", kind)

    def store(self, value: Value, base: Value, index: Value | None = None) -> None:
        """Put a value at an address, or into an element of the array there."""
        place = base if index is None else self.element(value.type, base, index)
        self.line(f"store {value}, ptr {place.text}")

    def variable(self, kind: str, initial: Value | None = None) -> Variable:
        """A variable of the function, set here if an initial value is given."""
        place = Value(f"%s{self._number()}", POINTER)
        self._slots.append(f"  {place.text} = alloca {kind}")
        variable = Variable(place, kind)
        if initial is not None:
            self.set(variable, initial)
        return variable

    def room(self, kind: str, count: int) -> Value:
        """A small array on the stack, of a constant length."""
        place = Value(f"%s{self._number()}", POINTER)
        self._slots.append(f"  {place.text} = alloca [{count} x {kind}], align 32")
        return place

    def get(self, variable: Variable) -> Value:
        """The variable's value."""
        return self.load(variable.type, variable.place)

    def set(self, variable: Variable, value: Value) -> None:
        """Give the variable a value."""
        self.store(value, variable.place)

    def add_to(self, variable: Variable, amount: Value) -> None:
        """Add to the variable."""
        self.set(variable, self.operate("add", self.get(variable), amount))

    # ------------------------------------------------------------------------------------------ control

    @property
    def here(self) -> int:
        """The place of the next instruction, for `inserted`."""
        return len(self._lines)

    @contextmanager
    def inserted(self, place: int) -> Iterator[None]:
        """What is written within (no jumps) stands at an earlier place, which nothing comes before since."""
        later, self._lines = self._lines[place:], self._lines[:place]
        was_open, self._open = self._open, True
        yield
        self._lines += later
        self._open = was_open

    @contextmanager
    def at_entry(self) -> Iterator[None]:
        """What is written within (no jumps) stands where the function begins."""
        later, was_open = self._lines, self._open
        self._lines, self._open = [], True
        yield
        self._slots += self._lines
        self._lines, self._open = later, was_open

    def block(self) -> str:
        """The name of a block that is to come."""
        return f"b{self._number()}"

    def place(self, block: str) -> None:
        """Go on in this block; the one before falls through to it."""
        self.jump(block)
        self._lines.append(f"{block}:")
        self._open = True

    def jump(self, block: str) -> None:
        """Go to a block."""
        self.line(f"br label %{block}")
        self._open = False

    def branch(self, condition: Value, then: str, other: str, unlikely: bool = False) -> None:
        """Go to one of two blocks; `unlikely` where the first is an error."""
        hint = ", !prof !0" if unlikely else ""
        self.line(f"br i1 {condition.text}, label %{then}, label %{other}{hint}")
        self._open = False

    def give(self, value: Value | None = None) -> None:
        """Return."""
        self.line("ret void" if value is None else f"ret {value}")
        self._open = False

    @contextmanager
    def when(self, condition: Value) -> Iterator[None]:
        """What is done where the condition holds."""
        then, after = self.block(), self.block()
        self.branch(condition, then, after)
        self.place(then)
        yield
        self.place(after)

    @contextmanager
    def choice(self, condition: Value) -> Iterator[_Otherwise]:
        """`with f.choice(c) as other:` …, and in it `with other():` what is done where the condition does not hold.

        The inner block comes last.
        """
        then, otherwise, after = self.block(), self.block(), self.block()
        self.branch(condition, then, otherwise)
        self.place(then)
        other = _Otherwise(self, otherwise, after)
        yield other
        if not other.entered:
            with other():
                pass
        self.place(after)

    @contextmanager
    def counting(self, start: Value, stop: Value, short: bool = False) -> Iterator[Value]:
        """For i from start to below stop; `short` where these are a few rounds, of which nobody knows how many."""
        head, body, step, after = (self.block() for _ in range(4))
        counter = self.variable(start.type, start)
        self.place(head)
        i = self.get(counter)
        self.branch(self.compare("<", i, stop), body, after)
        self.place(body)
        self._loops.append((step, after))
        yield i
        self._loops.pop()
        self.place(step)
        self.set(counter, self.operate("add nsw", i, integer(1, start.type)))
        self.line(f"br label %{head}{', !llvm.loop !1' if short else ''}")
        self._open = False
        self.place(after)

    @contextmanager
    def repeating(self) -> Iterator[None]:
        """Until `leave`."""
        head, after = self.block(), self.block()
        self.place(head)
        self._loops.append((head, after))
        yield
        self._loops.pop()
        self.jump(head)
        self.place(after)

    def leave(self) -> None:
        """Break out of the innermost loop."""
        self.jump(self._loops[-1][1])

    def again(self) -> None:
        """Go on with the innermost loop's next round."""
        self.jump(self._loops[-1][0])

    # -------------------------------------------------------------------------------------------- text

    @property
    def text(self) -> str:
        """The function, as LLVM reads it. Every path must have returned."""
        head = ", ".join(f"{kind} %{name}" for name, kind in self._parameters)
        linkage = "" if "export" in self._attributes else "internal "
        words = self._attributes.replace("export", "").strip()
        ending = ["  unreachable"] if self._open else []
        body = [f"define {linkage}{self.result} @{self.name}({head}) {words} {{", "entry:", *self._slots]
        return "\n".join([*body, *self._lines, *ending, "}"])

    @property
    def parameters(self) -> tuple[tuple[str, str], ...]:
        """Name and type of each parameter, in their order."""
        return tuple(self._parameters)

    def _number(self) -> int:
        self._numbers += 1
        return self._numbers


class _Otherwise:
    """The second half of a `choice`."""

    def __init__(self, function: Function, block: str, after: str) -> None:
        self._function, self._block, self._after = function, block, after
        self.entered = False

    @contextmanager
    def __call__(self) -> Iterator[None]:
        self.entered = True
        self._function.jump(self._after)
        self._function.place(self._block)
        yield
