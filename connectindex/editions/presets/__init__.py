"""Published indices as editions: their structure and settings with made-up figures, or a cut of the world edition."""
