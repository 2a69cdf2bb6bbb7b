"""How the tables of this edition are made: railways, air routes and outlines from packages, the rest by hand."""
