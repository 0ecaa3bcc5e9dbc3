"""Typed values of LLVM's text: registers, constants, places on the stack."""

from __future__ import annotations

import struct
from dataclasses import dataclass

I1, I8, I16, I32, I64, DOUBLE, POINTER, VOID = "i1", "i8", "i16", "i32", "i64", "double", "ptr", "void"


@dataclass(frozen=True, slots=True)
class Value:
    """A value in a register, or a constant, with its LLVM type."""

    text: str
    type: str

    def __str__(self) -> str:
        return f"{self.type} {self.text}"


@dataclass(frozen=True, slots=True)
class Variable:
    """A place on the stack that holds a value of one type."""

    place: Value
    type: str


TRUE, FALSE, NULL = Value("true", I1), Value("false", I1), Value("null", POINTER)


def integer(number: int, kind: str = I64) -> Value:
    """A whole constant; one of 64 bits may be given signed or unsigned."""
    return Value(str(number - 2**64 if kind == I64 and number >= 2**63 else number), kind)


def real(number: float) -> Value:
    """A float constant, to the bit."""
    return Value(f"0x{struct.unpack('>Q', struct.pack('>d', number))[0]:016X}", DOUBLE)
