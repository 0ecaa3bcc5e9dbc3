"""One example of Mesa a file; each file holds `COMPARISONS`."""
