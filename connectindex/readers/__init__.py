"""Read published files: a file -> rows of text -> a table with places -> tidy rows."""

from connectindex.readers.block import ValuesBlock
from connectindex.readers.tidy import Tidy, read

__all__ = ["Tidy", "ValuesBlock", "read"]
