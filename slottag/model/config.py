"""The settings of a network and its training: frozen, checked, and read from and written to TOML."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from slottag.errors import ConfigError, shown
from slottag.model.encoders import ENCODERS
from slottag.model.settings import as_kind_of, from_mapping, odd, one_of, read_toml, table, within
from slottag.text import SCHEMES, Task

DECODERS = ("crf", "softmax")
INPUTS = ("words", "characters", "both")
# No table of vectors, and how many there can be.
NO_VECTORS, MOST_TABLES = "none", 4
# A model chooses among whole spans, so its scheme must open every span in one way only; IOB1 does not.
MODEL_SCHEMES = tuple(name for name in SCHEMES if name != "iob1")


@dataclass(frozen=True, slots=True)
class NetworkConfig:
    """The shape of a network.

    What a network has no use for (the directions of a convolution, the window of an LSTM) may have any value and does
    nothing, so that one set of settings serves to compare several networks.

    Attributes:
        encoder: the network that reads the sentence.
        hidden: units of a layer, in each direction where it has directions.
        layers: layers one above the other.
        directions: 1 reads left to right, 2 both ways. Of the recurrent encoders; ``cnn`` and ``feedforward`` have no
            direction.
        window: words on each side that ``feedforward`` sees.
        convolution_width: words that a filter of ``cnn`` sees: neighbours in the first layer, 2 apart in the second, 4
            in the third, so that three words a filter make 3, 7, 15, … words in all.
        clock_groups: groups of units of ``clockwork``, which run at every word, every 2nd, every 4th, ….
        attention: whether each state has a weighted view of all states of the sentence beside it, whatever the
            directions.
        sentence: whether what the sentence as a whole shows has a say in each of its tags. Of recurrent encoders that
            read both ways: each of their states knows of the whole sentence anyway.
        asked_order: whether it counts, of what was asked before a sentence, what was asked first and what again.
        members: networks of this shape side by side, trained each by itself; the mean of their scores counts.
        inputs: what is read of a word: its embedding (``words``), its ``characters``, or ``both``.
        intent: whether the intent of a sentence is predicted, too, where the sentences have several kinds of them.
        decoder: ``crf`` weighs neighbouring tags together, ``softmax`` each token by itself.
        scheme: the tag scheme that the network predicts.
        word_size: numbers in a word's embedding.
        character_size: numbers in a character's embedding.
        character_filters: features that the convolution over a word's characters gives; with 0 ``both`` inputs are the
            word alone.
        character_width: characters that one filter sees.
        vectors: tables of fixed vectors whose numbers are read of a word, too: ``english``, ``chinese``, files, with
            ``+`` between them; or ``none``.
    """

    encoder: str = "lstm"
    hidden: int = 150
    layers: int = 1
    directions: int = 2
    window: int = 0
    convolution_width: int = 3
    clock_groups: int = 4
    attention: bool = False
    sentence: bool = True
    asked_order: bool = True
    members: int = 1
    inputs: str = "both"
    intent: bool = True
    decoder: str = "crf"
    scheme: str = "iob2"
    word_size: int = 100
    character_size: int = 30
    character_filters: int = 50
    character_width: int = 3
    vectors: str = NO_VECTORS

    def __post_init__(self) -> None:
        one_of("encoder", self.encoder, tuple(ENCODERS))
        one_of("decoder", self.decoder, DECODERS)
        one_of("inputs", self.inputs, INPUTS)
        one_of("scheme", self.scheme, MODEL_SCHEMES)
        within("directions", self.directions, 1, 2)
        within("members", self.members, 1, 100)
        names = self.vector_tables
        if len(set(names)) < len(names) or not all(names) or NO_VECTORS in names or len(names) > MOST_TABLES:
            raise ConfigError(
                f"vectors: expected {NO_VECTORS}, or up to {MOST_TABLES} different names with + between them, got"
                f" {shown(self.vectors)}"
            )
        for name in ("hidden", "word_size", "character_size", "character_width"):
            within(name, getattr(self, name), 1, 10_000)
        within("layers", self.layers, 1, ENCODERS[self.encoder].most_layers)
        within("layers of all members together", self.layers * self.members, 1, 10_000)
        # The period doubles with each group: 16 are beyond any sentence.
        within("clock_groups", self.clock_groups, 1, 16)
        within("window", self.window, 0, 100)
        within("convolution_width", self.convolution_width, 1, 99)
        within("character_filters", self.character_filters, 1 if self.inputs == "characters" else 0, 10_000)
        for name in ("convolution_width", "character_width"):
            odd(name, getattr(self, name))

    @property
    def task(self) -> Task:
        """What the network finds."""
        return Task.of_scheme(self.scheme)

    @property
    def reads_words(self) -> bool:
        """Whether a word's embedding is among the inputs."""
        return self.inputs != "characters"

    @property
    def reads_characters(self) -> bool:
        """Whether a word's characters are among the inputs."""
        return self.inputs != "words" and self.character_filters > 0

    @property
    def input_size(self) -> int:
        """Numbers that stand for a word, without those of fixed vectors."""
        return self.word_size * self.reads_words + self.character_filters * self.reads_characters

    @property
    def vector_tables(self) -> tuple[str, ...]:
        """The names of the tables whose vectors are among the inputs."""
        return () if self.vectors == NO_VECTORS else tuple(self.vectors.split("+"))

    @property
    def sees_ahead(self) -> bool:
        """Whether what the network says of a word may rest on words behind it."""
        return self.attention or ENCODERS[self.encoder].ahead(self)

    @property
    def recurrent(self) -> bool:
        """Whether the encoder is made of cells, which read in one direction or in both."""
        return ENCODERS[self.encoder].recurrent

    @property
    def hears_sentence(self) -> bool:
        """Whether the sentence as a whole has a say in each tag."""
        return self.sentence and self.recurrent and self.directions == 2

    @property
    def state_size(self) -> int:
        """Numbers in what a layer makes of a word."""
        return self.hidden * (self.directions if self.recurrent else 1)

    @property
    def clock_periods(self) -> tuple[int, ...]:
        """The period of each of ``clockwork``'s hidden units, the shortest first: groups of about one size."""
        return tuple(2 ** (unit * self.clock_groups // self.hidden) for unit in range(self.hidden))


@dataclass(frozen=True, slots=True)
class TrainingConfig:
    """How a network is trained.

    Attributes:
        seed: the start of every random choice.
        epochs: passes over the training sentences at most; 0 derives them from the number of sentences.
        effort: the part of the derived number of epochs that is made.
        patience: epochs without a better score on dev after which training ends; 0 for half of ``epochs``.
        batch_size: sentences in a batch; 0 derives it from the number of sentences.
        learning_rate: the highest step size of Adam; it rises over ``warmup`` and then falls to nothing.
        warmup: the part of all steps over which the learning rate rises.
        curriculum: the part of all epochs over which noise and invented names grow from nothing, and dropout from its
            half, to what is set.
        weight_decay: AdamW's decay of the weights.
        clip: the norm at which the gradient is cut.
        dropout: the part of a layer's inputs and outputs that is left out.
        word_dropout: how readily a word is read as unknown in training: a word seen n times is left out with the
            probability ``word_dropout / (word_dropout + n)``.
        noise: how readily each kind of noise is put on a sentence: a slip, capitals, capital first letters, strange
            words in between, punctuation, no punctuation. The probability is this times the part of the words seen once
            that are in no span; in each epoch the noise is another.
        renaming: the part of the sentences in which slots that take any name are filled with invented ones.
        label_smoothing: the part of what is right at a token that is given to all tags alike.
        intent_weight: how much the loss of a sentence's intent counts beside that of its tags.
        language_weight: how much it counts beside that loss how well a recurrent network foretells, in each direction,
            the next word; 0 for not at all.
        averaging: the decay of the moving average of the weights; 0 for none.
        dev_share: the part of the sentences set aside for dev where the data has no dev split.
    """

    seed: int = 0
    epochs: int = 0
    effort: float = 1.0
    patience: int = 0
    batch_size: int = 0
    learning_rate: float = 0.008
    warmup: float = 0.05
    curriculum: float = 0.3
    weight_decay: float = 0.01
    clip: float = 5.0
    dropout: float = 0.5
    word_dropout: float = 1.0
    noise: float = 0.2
    renaming: float = 0.3
    label_smoothing: float = 0.0
    intent_weight: float = 1.0
    language_weight: float = 0.1
    averaging: float = 0.998
    dev_share: float = 0.1

    def __post_init__(self) -> None:
        for name in ("seed", "epochs", "patience", "batch_size"):
            within(name, getattr(self, name), 0, 2**32 - 1)
        for name in ("dropout", "warmup", "averaging", "label_smoothing"):
            within(name, getattr(self, name), 0.0, 0.99999)
        for name in ("curriculum", "noise", "renaming"):
            within(name, getattr(self, name), 0.0, 1.0)
        for name in ("word_dropout", "weight_decay", "intent_weight", "language_weight"):
            within(name, getattr(self, name), 0.0, 1000.0)
        for name in ("effort", "learning_rate", "clip"):
            within(name, getattr(self, name), 1e-9, 1e9)
        within("dev_share", self.dev_share, 0.001, 0.9)

    def for_data(self, sentences: int, slots: int) -> TrainingConfig:
        """These settings with what is left open derived from the number of training sentences and slots.

        Few sentences are passed over often and in small batches, so that they give enough steps to learn from; many
        slots are passed over more often than few, however many sentences there are.
        """
        passes = max(8 + slots / 5, (75_000 + 410 * slots) / max(sentences, 1))
        epochs = self.epochs or max(1, round(self.effort * min(56, round(passes))))
        return dataclasses.replace(
            self,
            epochs=epochs,
            patience=self.patience or max(8, epochs // 2),
            batch_size=self.batch_size or max(4, min(32, sentences // 100)),
        )


@dataclass(frozen=True, slots=True)
class Config:
    """Everything that is set before training."""

    network: NetworkConfig = field(default_factory=NetworkConfig)
    training: TrainingConfig = field(default_factory=TrainingConfig)

    @classmethod
    def read(cls, path: Path, base: Config | None = None) -> Config:
        """Read settings from a TOML file with the tables ``[network]`` and ``[training]``, the rest as in ``base``.

        Raises:
            ConfigError: no such file, no TOML, an unknown key or a value out of its range.
        """
        return cls.from_tables(read_toml(path), str(path), base)

    @classmethod
    def from_tables(cls, tables: Mapping[str, Any], where: str, base: Config | None = None) -> Config:
        """The settings that these tables name, the rest as in ``base`` or at their defaults."""
        base = base or cls()
        return from_mapping(
            base,
            {
                "network": from_mapping(base.network, table(tables, "network", where), f"{where}: [network]"),
                "training": from_mapping(base.training, table(tables, "training", where), f"{where}: [training]"),
            }
            | {name: value for name, value in tables.items() if name not in ("network", "training")},
            where,
        )

    def to_tables(self) -> dict[str, dict[str, Any]]:
        """The settings as plain tables, ready for TOML."""
        return dataclasses.asdict(self)

    def replace(self, options: Mapping[str, Any]) -> Config:
        """These settings with some replaced, each named without its table; ``None`` leaves one as it is.

        Raises:
            ConfigError: a value out of its range.
            TypeError: a value of another type than the setting's.
        """
        given = {name: value for name, value in options.items() if value is not None}
        parts = {}
        for part in ("network", "training"):
            settings = getattr(self, part)
            own = {f.name: getattr(settings, f.name) for f in dataclasses.fields(settings)}
            parts[part] = dataclasses.replace(
                settings, **{k: _typed(k, own[k], v) for k, v in given.items() if k in own}
            )
        return Config(**parts)


def _typed(name: str, default: object, value: object) -> Any:
    try:
        return as_kind_of(default, value)
    except TypeError as error:
        raise TypeError(f"{name}: {error}") from None
