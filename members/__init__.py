"""Who: Party organisations, people, accounts, roles, the journal. Knows nothing of admission."""
