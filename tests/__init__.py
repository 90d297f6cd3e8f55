"""Tests of Faro; they mirror the folders that they test."""
