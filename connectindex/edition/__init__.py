"""A folder on disk to and from an Edition: tables, tree, methods as values; all problems at once."""
