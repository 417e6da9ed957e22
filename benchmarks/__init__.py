"""Measurements, each with one command; the last results stand in RESULTS.md."""
