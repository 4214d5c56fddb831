"""The procedure: from candidate to official member of the Party."""
