"""Sentences whose words stand in one file and what is marked on them in another."""
