"""Files with a sentence a line: words with tags, places, brackets or marks among them."""
