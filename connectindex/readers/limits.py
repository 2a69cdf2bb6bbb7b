"""Limits of the size of files that are read, packed or not."""

LARGEST_FILE = 2**29  # bytes, unpacked; the bulk file of the World Bank has 200 MB
MOST_CELLS = 50_000_000  # that file has 28 million
MOST_COLUMNS = 10_000
LARGEST_BOOK = 128 * 2**20  # bytes of a workbook's parts, unpacked
MOST_ELEMENTS = (
    2_000_000  # XML elements of a workbook: reading one takes 10 to 20 microseconds, twice where there are formulas
)
MOST_SHEET_CELLS = 20_000_000  # a small workbook may unpack to any number of them
LAST_ROW = 1_048_576  # of a sheet; a file may claim any, and all before it would be made up
LARGEST_FIELD = 131_072  # characters of a cell
MOST_MEMBERS = 1_000  # files in a .zip
HEAD = 60  # rows among which a header is looked for
