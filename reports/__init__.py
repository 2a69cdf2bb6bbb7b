"""The report: a Result becomes one document, and the document becomes pages and a book."""
