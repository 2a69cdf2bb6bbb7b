"""Names of the files and folders of editions and outputs."""

FILE, MAP, TEMPLATES, LICENCES = "index.toml", "map.json", "templates", "LICENSES-DATA.md"
NOTES = "notes"  # a text at the top of an edition: notes.md, and notes.fr.md in French
TEXTS = "texts"  # a folder: what the authors of an edition say
LOCK = "downloads/lock.toml"  # of what was downloaded
MANIFEST = "manifest.json"  # of an output
SCHEMA_FILE = ".index.schema.json"  # hidden, so that it is no file of the edition
TABLE_ENDINGS = (".csv", ".xlsx", ".parquet")
