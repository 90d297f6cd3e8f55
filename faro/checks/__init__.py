"""The checks on what Faro says, run on files and on every save: figures, sources, reading level, phrases."""
