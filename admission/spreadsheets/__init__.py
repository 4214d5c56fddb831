"""Workbooks: the tracking sheet as it comes in, its template, and the invented sheet of the demo."""
