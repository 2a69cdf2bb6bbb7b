"""Read published files: a file -> rows of text -> a table with places -> tidy rows."""

from connectindex.readers.block import PlacesBlock, ValuesBlock
from connectindex.readers.tidy import Tidy, read

__all__ = ["PlacesBlock", "Tidy", "ValuesBlock", "read"]
