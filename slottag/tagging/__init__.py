"""Tagging lines as they come: lines in, what answers them here or in copies of this process, blocks of text out."""
