"""What the product must be able to carry, measured beside its peers. Run with ``python -m bench``."""
