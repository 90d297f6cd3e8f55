"""The widget's parts that need no server: sizes, catalogs, integrity, colours, and the guard of the browser."""
