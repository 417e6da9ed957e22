"""Sentences as values: tokens, spans, tokenizers and tag schemes. Knows nothing of files or networks."""

from slottag.text.palette import Palette
from slottag.text.recognition import detect_scheme
from slottag.text.schemes import PLAIN, SCHEMES, Scheme, TagProblem, tags_of
from slottag.text.task import Task
from slottag.text.tokenizers import TOKENIZERS, Tokenizer, tokenize_words
from slottag.text.tokens import Token
from slottag.text.values import Sentence, Slot, Span

__all__ = [
    "PLAIN",
    "SCHEMES",
    "TOKENIZERS",
    "Palette",
    "Scheme",
    "Sentence",
    "Slot",
    "Span",
    "TagProblem",
    "Task",
    "Token",
    "Tokenizer",
    "detect_scheme",
    "tags_of",
    "tokenize_words",
]
