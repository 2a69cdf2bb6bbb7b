"""Names of the files and folders of an edition."""

FILE, NOTES, MAP, TEMPLATES, LICENCES = "index.toml", "notes.md", "map.json", "templates", "LICENSES-DATA.md"
