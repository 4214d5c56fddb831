"""The base of the named errors of this app."""


class MembersError(Exception):
    """Base of every error this app raises."""
