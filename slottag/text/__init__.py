"""Sentences as values: tokens, spans, tokenizers and tag schemes. Knows nothing of files or networks."""

from slottag.text.schemes import SCHEMES, Scheme, TagProblem, detect_scheme
from slottag.text.tokenizers import TOKENIZERS, Tokenizer, tokenize_words
from slottag.text.values import Sentence, Span, Token

__all__ = [
    "SCHEMES",
    "TOKENIZERS",
    "Scheme",
    "Sentence",
    "Span",
    "TagProblem",
    "Token",
    "Tokenizer",
    "detect_scheme",
    "tokenize_words",
]
