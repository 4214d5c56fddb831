"""The rules in plain Python: no Django, no database, no clock, no I/O. Read `procedure.py` first."""
