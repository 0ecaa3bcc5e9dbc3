"""See the first lines of each module."""
