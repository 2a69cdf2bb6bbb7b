"""Style of a report: logo, colours, fonts, map and templates of an edition, read and checked."""
