"""The versions of the store's schema, one file each, run by Alembic."""
