"""Read models: querysets and frozen values, related rows loaded, ordered with a unique tail."""
