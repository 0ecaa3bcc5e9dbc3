"""The few functions that emitted programs call. Exported files carry copies of those they use.

Each module stands alone (the standard library, NumPy and Mesa), since its parts are copied through their `ast`.
"""
