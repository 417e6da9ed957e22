"""Formats of marks inside the text, and what they share."""
