"""The tagger: sentences in, sentences with their spans filled out."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from slottag.model import Model
from slottag.model.asked import check_asked
from slottag.model.tags import TagSet
from slottag.runtime.batches import WINDOW, windows
from slottag.runtime.pieces import LONGEST, joined, pieces
from slottag.runtime.reader import Reader
from slottag.runtime.texts import Texts
from slottag.text import TOKENIZERS, Sentence, Task
from slottag.text.fitted import FITTED, FittedTokenizer
from slottag.text.found import Found
from slottag.text.tokens import words_of
from slottag.wording import plural

if TYPE_CHECKING:
    from datetime import datetime

    from slottag.runtime.framing import Framing
    from slottag.runtime.telling import Framed, Resolve
    from slottag.values.resolver import Resolver


class Tagger:
    """A model ready to tag, on one core, without torch: a function from a text to a sentence with its slots.

    Any number of threads may use one tagger. A copy (``pickle``, a forked process) tags the same.

    Attributes:
        model: what it was made from.
        path: the directory that it was loaded from, if it was.
        slots: the slots it knows.
        intents: the intents it tells from each other; empty where it predicts none.
        asked: the slots that it knows questions about; empty where it was trained without.
        tokenizer: the name of the tokenizer that cuts its text.
        tokenize: that tokenizer.
        scheme: the name of the scheme whose tags it predicts.
        task: what it finds.
        tags: those tags.
        reader: what the network makes of sentences, for those who look inside.
    """

    def __init__(self, model: Model, path: Path | None = None) -> None:
        self.model = model
        self.path = path
        self.slots = model.vocabulary.slots
        self.intents = model.vocabulary.intents if model.config.network.intent else ()
        self.asked = model.vocabulary.asked
        self.tokenizer = model.tokenizer
        self.scheme = model.config.network.scheme
        self.task = model.config.network.task
        fitted = FittedTokenizer(model.vocabulary.cuts) if model.tokenizer == FITTED else None
        self.tokenize = fitted or TOKENIZERS[model.tokenizer]
        self._words = fitted.words if fitted else lambda text: words_of(self.tokenize(text))
        self.tags = TagSet.of(model.config.network, model.vocabulary)
        self.reader = Reader(model, self.tags)

    @classmethod
    def load(cls, directory: Path) -> Tagger:
        """The tagger of a model directory.

        Raises:
            ModelError: no model there, or one that is cut short or altered.
        """
        return cls(Model.load(directory), directory)

    def __call__(
        self,
        text: str | Sentence,
        *,
        asked: Iterable[str] = (),
        confidence: bool = True,
        resolve: Resolve = False,
        nbest: int = 0,
        frame: Framed = False,
    ) -> Sentence:
        """The sentence of a text with the slots, and the intent if the model tells any, that are found in it.

        Args:
            text: what is tagged.
            asked: the slots that the question before was about, if there was one: *13* is a time, or so many people. A
                ``Sentence`` has its own.
            confidence: whether each slot has its exact probability under the model; without, tagging is faster.
            resolve: whether each slot has what it means, where that is understood: as seen now, at another time, or by
                a resolver (see ``resolver``).
            nbest: how many ``alternatives`` the sentence has, itself the first; with any, each slot has the ``next``
                one that it could be, and there are confidences in any case.
            frame: whether the sentence has a ``frame``: what is known of each trip that it asks for, what is missing
                and what contradicts; its slots then have what they mean, too (see ``framing``).

        Raises:
            TypeError: it is no text.
            DataError: a slot was asked that the model knows no question about.
            ModelError: the model has no ``slots.toml``, which tells what slots are.
            ConfigError: more alternatives than a thousand, or fewer than none.
        """
        given = self.parse(text, asked) if isinstance(text, str) else self._sentence(text)
        (sentence,) = self.tag([given], confidence=confidence, nbest=nbest)
        return self._telling(resolve, frame)(sentence) if resolve or frame else sentence

    def resolver(self, now: datetime | None = None, timezone: str | None = None) -> Resolver:
        """What gives the slots of a sentence their meaning, as ``resolved``.

        Args:
            now: when it is said; whenever it is called, if not given.
            timezone: where it is said, such as ``Asia/Taipei``; where this computer is, if not given.

        Raises:
            ModelError: the model has no ``slots.toml``, which tells what slots are.
            ConfigError: it says what cannot be, or there is no such time zone.
        """
        from slottag.runtime.telling import resolver_of

        return resolver_of(self, now, timezone)

    def framing(self, now: datetime | None = None, timezone: str | None = None) -> Framing:
        """What gives sentences their meaning and their ``frame``; arguments and errors are those of ``resolver``."""
        from slottag.runtime.framing import Framing

        return Framing(self, self.resolver(now, timezone))

    def _telling(self, resolve: Resolve, frame: Framed) -> Callable[[Sentence], Sentence]:
        from slottag.runtime.telling import telling_of

        return telling_of(self, resolve, frame)

    def tag_many(
        self,
        texts: Iterable[str | Sentence],
        *,
        confidence: bool = True,
        resolve: Resolve = False,
        nbest: int = 0,
        frame: Framed = False,
    ) -> Iterator[Sentence]:
        """The same for any number of texts, lazily and in order: a thousand at a time are read and tagged together.
        What was asked before a text goes with it as a sentence: ``tagger.parse(text, asked)``.

        Raises:
            TypeError: one is no text.
            ModelError: as for one.
            ConfigError: as for one.
        """
        if isinstance(texts, str | bytes | Sentence) or not isinstance(texts, Iterable):
            raise TypeError(f"texts is {type(texts).__name__}, expected several texts; for one call the tagger itself")
        found = self.tag_stream(map(self._sentence, texts), confidence=confidence, nbest=nbest)
        return map(self._telling(resolve, frame), found) if resolve or frame else found

    def __repr__(self) -> str:
        network = self.model.config.network
        made = f"{self.path}" if self.path else f"a model of {self.model.corpus or 'unnamed data'}"
        return f"Tagger({made}: {network.encoder}, {plural(len(self.slots), 'slot')}: {', '.join(self.slots)})"

    def __reduce__(self) -> tuple[Callable[..., Tagger], tuple[Any, ...]]:
        """Pickled as the path that it was loaded from, if it was, else whole."""
        return (Tagger.load, (self.path.resolve(),)) if self.path else (Tagger, (replace(self.model, mapped=None),))

    def whole(self) -> Tagger:
        """The same, pickled whole: for machines that have no copy of the directory that it was loaded from."""
        return Tagger(self.model)

    def _sentence(self, text: str | Sentence) -> Sentence:
        if isinstance(text, str):
            return self.parse(text)
        if isinstance(text, Sentence):
            return text
        raise TypeError(f"text is {type(text).__name__}, expected a string or a Sentence")

    def parse(self, text: str, asked: Iterable[str] = ()) -> Sentence:
        """A text as an unmarked sentence, its tokens made as those of the training text were; with the slots that were
        asked before it.

        Raises:
            DataError: the model knows no question about one of them.
        """
        return Sentence(text, self.tokenize(text), asked=check_asked(asked, self.asked) if asked else ())

    def reread(self, sentences: Iterable[Sentence]) -> list[Sentence]:
        """Sentences as their texts are read, without their marks; tags of tokens belong to those that were given."""
        anew = self.task is Task.SPANS
        return [
            Sentence(one.text, self.tokenize(one.text) if anew else one.tokens, where=one.where, asked=one.asked)
            for one in sentences
        ]

    def tag(self, sentences: Sequence[Sentence], *, confidence: bool = True, nbest: int = 0) -> list[Sentence]:
        """The same sentences, with the spans and the intent found in them instead of their own.

        With ``confidence`` each span has its exact probability under the model, at the model's temperature, and each
        sentence that of all that is found in it. With ``nbest`` a sentence has so many ``alternatives`` and each span
        its ``next`` slot, confidences in any case. One of more than 4096 tokens is read in pieces (see
        ``slottag.runtime.pieces``) and has no alternatives.

        Raises:
            ConfigError: more alternatives than a thousand, or fewer than none.
        """

        def whole(window: Sequence[Sentence]) -> list[Sentence]:
            if nbest:
                return self.reader.alternatives(window, nbest)
            return self.reader.find(Texts.of(window), confidence).marked(window)

        if all(len(sentence.tokens) <= LONGEST for sentence in sentences):
            return whole(sentences)
        parts = chain.from_iterable(map(pieces, sentences))
        read = iter(lambda: list(islice(parts, WINDOW)), [])
        found = chain.from_iterable(whole(window) for window in read)
        return [joined(sentence, found) for sentence in sentences]

    def find(self, texts: Sequence[str], asked: Sequence[Collection[str]] = (), *, confidence: bool = True) -> Found:
        """What ``tag`` finds in these texts, in columns: no object is made of a token, a span or a sentence.

        Args:
            texts: the texts.
            asked: what was asked before each of them; nothing of any, if not given.
            confidence: whether it is told how sure all is.

        Raises:
            DataError: a slot was asked that the model knows no question about.
        """
        checked = [check_asked(own, self.asked) if own else () for own in asked]
        cut = Texts.cut(texts, self._words, checked)
        if len(texts) and cut.lengths.max() > LONGEST:
            return Found.of(self.tag(cut.sentences, confidence=confidence))
        return self.reader.find(cut, confidence)

    def tag_stream(
        self, sentences: Iterable[Sentence], *, confidence: bool = True, nbest: int = 0
    ) -> Iterator[Sentence]:
        """The same as ``tag``, in order, over any number of sentences in bounded memory."""
        for window in windows(sentences):
            yield from self.tag(window, confidence=confidence, nbest=nbest)
