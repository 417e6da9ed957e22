"""The arrays that settings and a vocabulary imply, before any is read or made: their names and shapes.

A file that holds others is no model of these settings. The tests hold them against the parameters of ``nn``; the layers
of ``runtime`` ask for them by the same names and shapes.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator

from slottag.errors import ConfigError
from slottag.model.config import RECURRENT, NetworkConfig
from slottag.model.vocabulary import FIRST_CHARACTER, Vocabulary
from slottag.text import SCHEMES

Shape = tuple[int, ...]
Shapes = Iterator[tuple[str, Shape]]

# What a model may take in memory, in bytes, and what its vocabulary may as text: far more than any that is of use.
MOST_MEMORY, MOST_VOCABULARY = 2**32, 2**26
# What is made of each pair of tags: masks, scores, weights and what they are worked out with.
_BYTES_OF_PAIR = 40
_FLOAT = 4
# What a vocabulary's file has at most of a character, and of a word beside its characters.
_BYTES_OF_CHARACTER, _BYTES_OF_WORD = 4, 16


def shapes_of(config: NetworkConfig, vocabulary: Vocabulary) -> Shapes:
    """Each array of a network's weights, all of them float32."""
    tags = _tags(config, vocabulary)
    for number in range(config.members):
        prefix = f"members.{number}." if config.members > 1 else ""
        for name, shape in _member(config, vocabulary, tags):
            yield prefix + name, shape
    if config.decoder == "crf":
        yield "decoder.transitions", (tags, tags)
        yield "decoder.start_transitions", (tags,)
        yield "decoder.end_transitions", (tags,)


def check_size(config: NetworkConfig, vocabulary: Vocabulary) -> None:
    """See to it that a network and what is made of it for tagging fit into memory.

    Raises:
        ConfigError: they would take more than any computer that tags is likely to have.
    """
    weights = sum(_FLOAT * math.prod(shape) for _, shape in shapes_of(config, vocabulary))
    characters = config.character_width * config.character_filters * (len(vocabulary.characters) + FIRST_CHARACTER)
    shares = config.members * _FLOAT * characters * config.reads_characters
    chain = _BYTES_OF_PAIR * _tags(config, vocabulary) ** 2
    needed = weights + shares + chain
    if needed > MOST_MEMORY:
        raise ConfigError(
            f"the network needs {needed / 2**30:,.1f} GiB of memory, expected at most {MOST_MEMORY / 2**30:.0f}; make"
            " it smaller (hidden, word_size, character_width) or name data with fewer slots"
        )
    text = sum(_BYTES_OF_CHARACTER * len(word) + _BYTES_OF_WORD for word in vocabulary.words)
    if text > MOST_VOCABULARY:
        raise ConfigError(
            f"the training sentences have {len(vocabulary.words):,} different words, {text / 2**20:,.0f} MiB as text,"
            f" expected at most {MOST_VOCABULARY / 2**20:.0f}; leave out what is no word"
        )


def _member(config: NetworkConfig, vocabulary: Vocabulary, tags: int) -> Shapes:
    if config.reads_words:
        yield "words.weight", (len(vocabulary.words) + 1, config.word_size)
    if config.reads_characters:
        filters, size, width = config.character_filters, config.character_size, config.character_width
        yield "characters.embedding.weight", (len(vocabulary.characters) + FIRST_CHARACTER, size)
        yield "characters.convolution.weight", (filters, size, width)
        yield "characters.convolution.bias", (filters,)
    for number in range(config.layers):
        for name, shape in _layer(config, number):
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


def _layer(config: NetworkConfig, number: int) -> Shapes:
    size, hidden = config.state_size if number else config.input_size, config.hidden
    if config.encoder in RECURRENT:
        for direction in ("forwards", "backwards")[: config.directions]:
            for name, shape in _CELLS[config.encoder](size, hidden):
                yield f"{direction}.{name}", shape
    elif config.encoder == "cnn":
        yield "weight", (hidden, size, config.convolution_width)
        yield "bias", (hidden,)
    else:
        seen = 1 if number else 2 * config.window + 1
        yield "weight", (hidden, seen * size)
        yield "bias", (hidden,)


def _of_torch(gates: int) -> Callable[[int, int], Shapes]:
    """Of a cell that torch has a kernel for, whose names those are."""

    def shapes(size: int, hidden: int) -> Shapes:
        yield "weight_ih_l0", (gates * hidden, size)
        yield "weight_hh_l0", (gates * hidden, hidden)
        yield "bias_ih_l0", (gates * hidden,)
        yield "bias_hh_l0", (gates * hidden,)

    return shapes


def _own(gates: int, **others: Callable[[int], Shape]) -> Callable[[int, int], Shapes]:
    """Of a cell that is written out, and what it has besides, by the number of its units."""

    def shapes(size: int, hidden: int) -> Shapes:
        yield "weight_ih", (gates * hidden, size)
        yield "weight_hh", (gates * hidden, hidden)
        yield "bias", (gates * hidden,)
        for name, shape in others.items():
            yield name, shape(hidden)

    return shapes


# The arrays of one direction of a cell, by the size of its inputs and the number of its units.
_CELLS: dict[str, Callable[[int, int], Shapes]] = {
    "elman": _of_torch(1),
    "lstm": _of_torch(4),
    "gru": _of_torch(3),
    "jordan": _own(1, weight_ho=lambda hidden: (hidden, hidden), bias_o=lambda hidden: (hidden,)),
    "peephole": _own(4, peepholes=lambda hidden: (3, hidden)),
    "clockwork": _own(1),
}


def _tags(config: NetworkConfig, vocabulary: Vocabulary) -> int:
    return 1 + len(vocabulary.slots) * len(SCHEMES[config.scheme].prefixes)
