"""How the words of a table of vectors are looked up."""

# By themselves, by the pieces they are made of, or as what covers a character of a text.
WORDS, PIECES, COVERING = "words", "pieces", "covering"
READINGS = (WORDS, PIECES, COVERING)
# What a token can be in a word that covers it: its first, one inside, its last, all of it.
PLACES = 4
