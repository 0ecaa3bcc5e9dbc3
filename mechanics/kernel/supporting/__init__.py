"""Supporting functions: plain Python in a small subset, which `native` compiles, and which tests run as it stands.

Numbers are `int` (64 bits, signed), `u64`, `float`, `bool`; arrays hold one of them (`words`). There are assignments,
`if`, `while`, `for … in range`, calls of other supporting functions, constants of the module. Whole numbers wrap where
Python's would grow: a function keeps within 64 bits, or takes `& MASK` of what it does with `u64`. Neither an index
nor a divisor is checked: who calls sees to it.
"""
