"""The use-cases: the only writers, one function each."""
