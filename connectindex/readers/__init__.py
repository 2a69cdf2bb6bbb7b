"""Readers: a file as an office publishes it -> rows of text -> a table with places -> tidy rows."""

from connectindex.readers.block import ValuesBlock
from connectindex.readers.tidy import Tidy, read

__all__ = ["Tidy", "ValuesBlock", "read"]
