"""Territories: which unit a table means by a code or a name, told by equality alone, never by likeness."""

from connectindex.territories.hints import hint
from connectindex.territories.matching import Match, Register

__all__ = ["Match", "Register", "hint"]
