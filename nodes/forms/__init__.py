"""Other forms of a model: further documents that fit the same text, with other rules, run beside the first.

Read: `form` (what is kept of each), `reading` (what a language model writes), `library` (those that the library knows).
"""
