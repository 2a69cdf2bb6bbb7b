"""Names of the files and folders of editions and outputs."""

FILE, NOTES, MAP, TEMPLATES, LICENCES = "index.toml", "notes.md", "map.json", "templates", "LICENSES-DATA.md"
MANIFEST = "manifest.json"  # of an output
TABLE_ENDINGS = (".csv", ".xlsx", ".parquet")
