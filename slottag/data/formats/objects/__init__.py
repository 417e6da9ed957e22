"""Formats of JSON: objects that are sentences, wherever they stand in a document."""
