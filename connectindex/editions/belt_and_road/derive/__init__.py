"""How the tables of this edition are made from the files of the world edition's sources."""
