"""Data files of a report: tables in every format, their dictionary, licences and citation."""
