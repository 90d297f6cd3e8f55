"""The store: append-only documents, revisions, reviews and publications, and the snapshot made of them."""
