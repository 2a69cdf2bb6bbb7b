"""How the tables of this edition are made from two editions of the World Factbook."""
