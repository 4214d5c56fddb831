"""The base of the named errors of this app."""


class AdmissionError(Exception):
    """Base of every error this app raises."""
