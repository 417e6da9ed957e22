"""The arrays that settings and a vocabulary imply, before any is read or made: their names and shapes.

A file that holds others is no model of these settings. The tests hold them against the parameters of ``nn``; the layers
of ``runtime`` ask for them by the same names and shapes.
"""

from __future__ import annotations

import math

from slottag.errors import ConfigError
from slottag.model.config import NetworkConfig
from slottag.model.encoders import ENCODERS, Shape, Shapes
from slottag.model.tags import TagSet
from slottag.model.vocabulary import FIRST_CHARACTER, Vocabulary

# What a model may take in memory, in bytes, and what its vocabulary may as text: far more than any that is of use.
MOST_MEMORY, MOST_VOCABULARY = 2**32, 2**26
# What is made of each pair of tags: masks, scores, weights and what they are worked out with.
_BYTES_OF_PAIR = 40
_FLOAT = 4
# What a vocabulary's file has at most of a character, and of a word beside its characters.
_BYTES_OF_CHARACTER, _BYTES_OF_WORD = 4, 16


def shapes_of(config: NetworkConfig, vocabulary: Vocabulary) -> dict[str, Shape]:
    """The arrays of a network's weights, all of them float32."""
    return dict(_network(config, vocabulary))


def check_size(config: NetworkConfig, vocabulary: Vocabulary) -> None:
    """See to it that a network and what is made of it for tagging fit into memory.

    Raises:
        ConfigError: they would take more than any computer that tags is likely to have.
    """
    weights = sum(_FLOAT * math.prod(shape) for shape in shapes_of(config, vocabulary).values())
    characters = config.character_width * config.character_filters * (len(vocabulary.characters) + FIRST_CHARACTER)
    shares = config.members * _FLOAT * characters * config.reads_characters
    chain = _BYTES_OF_PAIR * len(TagSet.of(config, vocabulary)) ** 2
    needed = weights + shares + chain
    if needed > MOST_MEMORY:
        raise ConfigError(
            f"the network needs {needed / 2**30:,.1f} GiB of memory, expected at most {MOST_MEMORY / 2**30:.0f}; make"
            " it smaller (hidden, word_size, character_width) or name data with fewer slots"
        )
    text = _BYTES_OF_CHARACTER * sum(map(len, vocabulary.words)) + _BYTES_OF_WORD * len(vocabulary.words)
    if text > MOST_VOCABULARY:
        raise ConfigError(
            f"the training sentences have {len(vocabulary.words):,} different words, {text / 2**20:,.0f} MiB as text,"
            f" expected at most {MOST_VOCABULARY / 2**20:.0f}; leave out what is no word"
        )


def _network(config: NetworkConfig, vocabulary: Vocabulary) -> Shapes:
    tags = len(TagSet.of(config, vocabulary))
    for number in range(config.members):
        prefix = f"members.{number}." if config.members > 1 else ""
        for name, shape in _member(config, vocabulary, tags):
            yield prefix + name, shape
    if config.decoder == "crf":
        yield "decoder.transitions", (tags, tags)
        yield "decoder.start_transitions", (tags,)
        yield "decoder.end_transitions", (tags,)


def _member(config: NetworkConfig, vocabulary: Vocabulary, tags: int) -> Shapes:
    if config.reads_words:
        yield "words.weight", (len(vocabulary.words) + 1, config.word_size)
    if config.reads_characters:
        filters, size, width = config.character_filters, config.character_size, config.character_width
        yield "characters.embedding.weight", (len(vocabulary.characters) + FIRST_CHARACTER, size)
        yield "characters.convolution.weight", (filters, size, width)
        yield "characters.convolution.bias", (filters,)
    inputs = config.input_size + vocabulary.vectors.size
    if vocabulary.asked:
        yield "asked.weight", (len(vocabulary.asked), inputs)
    for number in range(config.layers):
        size = config.state_size if number else inputs
        for name, shape in ENCODERS[config.encoder].arrays(config, size, number):
            yield f"encoder.{number}.{name}", shape
    states = config.state_size
    if config.attention:
        yield "attention.query.weight", (config.hidden, states)
        yield "attention.key.weight", (config.hidden, states)
        states *= 2
    yield "emissions.weight", (tags, states)
    yield "emissions.bias", (tags,)
    if config.hears_sentence:
        yield "sentence.weight", (tags, states)
    if config.intent and vocabulary.intents:
        yield "intent.projection.weight", (len(vocabulary.intents), states)
        yield "intent.projection.bias", (len(vocabulary.intents),)
