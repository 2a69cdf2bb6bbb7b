"""Importers: convert files of other programs to an edition."""
