"""The invented tracking sheet of the demo: sixty people at every stage, dated around today."""
