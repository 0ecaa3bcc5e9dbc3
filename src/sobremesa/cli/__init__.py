"""The command line. Start at `app.py`: one function a command; `exits.py` says what the exit codes mean."""

from sobremesa.cli.app import main

__all__ = ["main"]
