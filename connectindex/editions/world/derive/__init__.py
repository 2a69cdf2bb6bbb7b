"""Derive the tables of the world edition from data files inside pinned registry packages."""
