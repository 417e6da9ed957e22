"""Files with a token a line: the table, which of its columns is what, and the formats."""
