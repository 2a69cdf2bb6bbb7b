"""Territories: match a code or a name to a unit, by equality alone, never by similarity."""

from connectindex.territories.hints import hint
from connectindex.territories.matching import Match, Register

__all__ = ["Match", "Register", "hint"]
