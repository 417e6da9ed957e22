"""Files of vectors that others made: word2vec, GloVe, fastText, static embeddings."""
