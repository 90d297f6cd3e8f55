"""Faro: what is known today about who learns a taxpayer's address, said truly and kept by nobody."""
