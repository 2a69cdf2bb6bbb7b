"""What is asked of a Result: one package or file a question."""
