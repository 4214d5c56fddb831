"""How large the faults are: the whole figures of the promise with FULL_FAULTS=1, a tenth of them otherwise."""

import os

IS_FULL = os.environ.get("FULL_FAULTS") == "1"


def sized(full: int, short: int) -> int:
    """Give the whole figure, or the one that fits into a run of all tests."""
    return full if IS_FULL else short
