"""How the tables of the preset are cut out of the world edition."""
