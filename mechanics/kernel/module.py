"""Functions, constants and declarations of LLVM's text, put together."""

from __future__ import annotations

from collections.abc import Sequence

UNLIKELY = '!0 = !{!"branch_weights", i32 1, i32 4000}'
"""What `Function.branch` hangs on an unlikely branch."""
SHORT = """!1 = distinct !{!1, !2, !3}
!2 = !{!"llvm.loop.unroll.runtime.disable"}
!3 = !{!"llvm.loop.vectorize.width", i32 1}"""
"""What keeps LLVM from preparing a loop for many rounds."""


class Module:
    """Functions and declarations on their way to one text."""

    def __init__(self) -> None:
        self._functions: dict[str, str] = {}
        self._declared: dict[str, str] = {}

    def declare(self, name: str, result: str, parameters: Sequence[str], attributes: str = "") -> None:
        """A function that is defined elsewhere."""
        self._declared[name] = f"declare {result} @{name}({', '.join(parameters)}) {attributes}".rstrip()

    def define(self, name: str, text: str) -> None:
        """A finished function."""
        self._functions[name] = text

    def __contains__(self, name: str) -> bool:
        return name in self._functions

    @property
    def text(self) -> str:
        """The module, as LLVM reads it."""
        declared = [line for name, line in self._declared.items() if name not in self._functions]
        return "\n".join([*declared, self.functions, UNLIKELY, SHORT]) + "\n"

    @property
    def functions(self) -> str:
        """Its functions and constants alone."""
        return "\n".join(self._functions.values())
