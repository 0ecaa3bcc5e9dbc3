"""What emitted programs call. Exported files carry copies of it, so each module stands alone (SimPy and math)."""
