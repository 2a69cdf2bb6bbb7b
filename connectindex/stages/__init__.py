"""The steps of the Handbook, one file a step: a table and settings in, a table and evidence out."""
