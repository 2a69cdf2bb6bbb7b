"""Statistics that several rooms read off tables, each estimated in one way."""
