"""Serving: an edition's page on this machine, built again whenever one of its files changes."""
