"""Potential: what a gravity model expects of each pair of units, and how far the links exceed it."""
