"""What leaves the product in a form of its own: calendars for telephones."""
