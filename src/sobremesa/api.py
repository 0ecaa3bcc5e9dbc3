"""The Python face: ask a question, get a typed result."""
