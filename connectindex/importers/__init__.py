"""Importers: what other programs wrote, as an edition of ours."""
