"""The writers of `members`."""
