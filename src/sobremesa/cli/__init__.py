"""The command line: `sobremesa run`, `resume`, `threads`, `show`, and each step alone."""
