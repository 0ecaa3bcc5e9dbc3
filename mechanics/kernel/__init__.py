"""The second back end: a checked program as native code, the same as on Mesa to the last bit.

Read in this order: `values`, `module` and `building` (LLVM's text, written), `native` with `subset`, `terms` and
`bodies` (compiles our supporting functions, which are a small subset of Python, through it), `supporting/` (those
functions), `layout` (where a model's state lies in memory), `aids` (what is worked out beside it: who stands where,
what is near, who is linked), `lowering/` (a program's rules and measures as functions over that state), `translating`
and `jit` (text to machine code, and linked), `objects` (machine code in files) and `edition` (whose it is),
`compiling` (a program as functions to be called, quickly made and better while it runs), `capacity` and `world` (the
memory of a batch of replicates), `setting_up`, `restoring` and `columns` (what goes in and comes out), `running` and
`batch` (native code at work), `engine` (the `Engine` that the rest of Sobremesa sees).
"""
