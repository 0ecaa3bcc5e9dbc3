"""Where bytes and rows are kept. Knows nobody."""
