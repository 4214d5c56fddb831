"""Template tags and filters of the admission pages."""
