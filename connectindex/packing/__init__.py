"""Packing: an edition with all that a reader needs to make its numbers again."""
