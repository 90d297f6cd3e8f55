"""The content as files: its kinds, how they are read and written, and the checks on what they say."""
