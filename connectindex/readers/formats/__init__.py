"""Formats in which tables are published, one file each."""

from connectindex.readers.formats.eurostat import EUROSTAT
from connectindex.readers.formats.long import LONG
from connectindex.readers.formats.owid import OWID
from connectindex.readers.formats.sdmx import SDMX
from connectindex.readers.formats.unctad import UNCTAD
from connectindex.readers.formats.wide import WIDE
from connectindex.readers.formats.worldbank import WORLD_BANK
from connectindex.readers.shape import Format

FORMATS: dict[str, Format] = {f.id: f for f in (WORLD_BANK, EUROSTAT, SDMX, UNCTAD, OWID, LONG, WIDE)}
RECOGNISED = ("worldbank", "eurostat", "sdmx", "unctad", "owid")  # by a header that no other table has
