"""Potential: links that a gravity model expects for each pair of units, and their ratio to the observed links."""
