"""Analyses of a result: one package or file for each question."""
