"""Tests of the store, each on SQLite and, where FARO_TEST_POSTGRES_URL names one, on PostgreSQL."""
