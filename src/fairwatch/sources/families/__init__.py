"""One module per format family; ``registry`` scans this package. See ``docs/add-a-format.md``."""
