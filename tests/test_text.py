from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from seqeval.metrics.sequence_labeling import get_entities

from slottag.errors import DataError
from slottag.model.tags import TagSet
from slottag.text import PLAIN, SCHEMES, TOKENIZERS, Sentence, Span, Token, detect_scheme, tags_of, tokenize_words
from slottag.text.fitted import HABITS
from slottag.text.schemes import PREFIX_SCHEMES
from slottag.text.tokenizers import Tokenizer, tokenize_whitespace
from tests.growth import growth

ANY_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)


@st.composite
def runs_and_length(draw: st.DrawFn) -> tuple[list[tuple[int, int, str]], int]:
    """Runs of tokens that do not overlap, some touching, and the number of tokens."""
    length = draw(st.integers(1, 12))
    edges = sorted(draw(st.sets(st.integers(0, length), max_size=8)))
    runs = [
        (start, end, draw(st.sampled_from(["x", "y", "a-b"]))) for start, end in pairwise(edges) if draw(st.booleans())
    ]
    return runs, length


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("I would like to arrive Taipei on November 2nd", "I|would|like|to|arrive|Taipei|on|November|2nd"),
        ("Portland, Oregon.", "Portland|,|Oregon|."),
        ("a round-trip at 5:30, under $300!", "a|round-trip|at|5:30|,|under|$300|!"),
        ("nine o'clock Sunday's (or 7am)", "nine|o'clock|Sunday's|(|or|7am|)"),
        ("at 5 p.m., from the U.S.", "at|5|p.m.|,|from|the|U.S."),
        ("at 5 p.m.!?", "at|5|p.m.|!|?"),
        ("Saint-Denis…", "Saint-Denis|…"),
        ("«Paris Orly»", "«|Paris|Orly|»"),
        ("to Oslo🚀👩‍🚀", "to|Oslo|🚀👩‍🚀"),
        ("✈️Lima", "✈️|Lima"),
        ("我想在11月2日到台北", "我|想|在|11|月|2|日|到|台|北"),
        ("坐G7去Paris。", "坐|G7|去|Paris|。"),
        ("cafe\u0301 Zu\u0308rich", "cafe\u0301|Zu\u0308rich"),
        ("مطار القاهرة", "مطار|القاهرة"),
        ("New\u00a0York\u2028now", "New|York|now"),
        ("  \t ", ""),
        ("", ""),
    ],
)
def test_words_splits_natural_text(text: str, words: str) -> None:
    assert [token.text for token in tokenize_words(text)] == (words.split("|") if words else [])


def test_whitespace_splits_at_ascii_alone() -> None:
    tokens = tokenize_whitespace("st. louis\u00a0airport \t o'clock\u2028\x85x\x1c")
    assert [token.text for token in tokens] == ["st.", "louis\u00a0airport", "o'clock\u2028\x85x\x1c"]


@pytest.mark.parametrize("name", TOKENIZERS)
@settings(deadline=None)
@given(text=ANY_TEXT)
def test_tokens_cover_all_but_white_space(name: str, text: str) -> None:
    tokens = TOKENIZERS[name](text)
    left = list(text)
    for token in tokens:
        assert text[token.start : token.end] == token.text
        left[token.start : token.end] = " " * len(token.text)
    assert [token.start for token in tokens] == sorted({token.start for token in tokens})
    assert not "".join(left).strip()


@pytest.mark.parametrize(
    "long",
    [lambda n: "!" * n, lambda n: "a." * n + "!" * n, lambda n: "😀" * n, lambda n: "台" * n, lambda n: "😀." * n,
     lambda n: "😀a" + "!" * n],
)  # fmt: skip
def test_the_time_of_a_piece_grows_as_its_length(long: Callable[[int], str]) -> None:
    # Of a time that grew as the square, eight times the length would take 64 times as long.
    assert growth(tokenize_words, long(5_000), long(40_000)) < 24
    assert sum(len(token.text) for token in tokenize_words(long(40_000))) == len(long(40_000))


@pytest.mark.parametrize("arguments", [("ab", 0, 1), ("", 0, 0), ("a", -1, 0)])
def test_a_token_fits_its_place(arguments: tuple[str, int, int]) -> None:
    with pytest.raises(DataError):
        Token(*arguments)


@pytest.mark.parametrize(
    "arguments", [(1, 1, "x"), (2, 1, "x"), (-1, 1, "x"), (0, 1, ""), (0, 1, " a"), (0, 1, "a\tb"), (0, 1, "\xa0")]
)
def test_a_span_is_not_empty_and_names_a_slot(arguments: tuple[int, int, str]) -> None:
    with pytest.raises(DataError):
        Span(*arguments)


@pytest.mark.parametrize(
    ("spans", "message"),
    [
        ([Span(0, 2, "x")], "does not start and end at token edges"),
        ([Span(1, 5, "x")], "does not start and end at token edges"),
        ([Span(0, 5, "x"), Span(0, 12, "y")], "overlaps the one before"),
        ([Span(6, 13, "x")], "ends behind the text's 12 characters"),
    ],
)
def test_a_sentence_refuses_spans_that_do_not_fit(spans: list[Span], message: str) -> None:
    with pytest.raises(DataError, match=message):
        Sentence.from_words(["leave", "Taipei"]).with_spans(spans)


def test_a_sentence_refuses_tokens_of_another_text() -> None:
    with pytest.raises(DataError, match=r"is not at 0\.\.4"):
        Sentence("leave", (Token("live", 0, 4),))


def test_a_sentence_sorts_spans_and_knows_their_values() -> None:
    sentence = Sentence.from_words(["leave", "New", "York", "now"]).with_runs([(3, 4, "time"), (1, 3, "origin")])
    assert [sentence.value(span) for span in sentence.spans] == ["New York", "now"]
    assert sentence.runs() == [(1, 3, "origin"), (3, 4, "time")]


def test_confidence_and_place_do_not_make_a_difference() -> None:
    assert Span(0, 1, "x", 0.5) == Span(0, 1, "x")
    assert Sentence.from_words(["a"], where="f:1") == Sentence.from_words(["a"])


@pytest.mark.parametrize(
    ("name", "tags"),
    [
        ("iob2", "B-x I-x B-x O B-y"),
        ("iob1", "I-x I-x B-x O I-y"),
        ("bioes", "B-x E-x S-x O S-y"),
        ("bilou", "B-x L-x U-x O U-y"),
    ],
)
def test_each_scheme_writes_its_tags(name: str, tags: str) -> None:
    runs = [(0, 2, "x"), (2, 3, "x"), (4, 5, "y")]
    assert SCHEMES[name].encode(runs, 5) == tags.split()


@pytest.mark.parametrize("name", PREFIX_SCHEMES)
@settings(deadline=None)
@given(marks=runs_and_length())
def test_spans_come_back_from_tags(name: str, marks: tuple[list[tuple[int, int, str]], int]) -> None:
    runs, length = marks
    tags = SCHEMES[name].encode(runs, length)
    assert SCHEMES[name].decode(tags) == runs
    assert SCHEMES[name].problems(tags) == []
    assert set(tags) <= set(TagSet(SCHEMES[name], ("x", "y", "a-b")).names)


@settings(deadline=None)
@given(tags=st.lists(st.sampled_from(["O", *(f"{prefix}-{slot}" for prefix in "BIES" for slot in "xy")]), max_size=8))
def test_lenient_reading_is_that_of_conlleval(tags: list[str]) -> None:
    assert SCHEMES["iob2"].decode(tags) == [(first, last + 1, slot) for slot, first, last in get_entities(tags)]


@pytest.mark.parametrize(
    ("name", "tags", "found"),
    [
        ("iob2", "O I-x", [(1, "I-x does not follow")]),
        ("iob2", "B-x I-y", [(1, "I-y does not follow")]),
        ("iob1", "O B-x", [(1, "B-x does not follow a tag of its slot")]),
        ("bioes", "B-x O", [(0, "B-x is not followed by the end")]),
        ("bioes", "O B-x", [(1, "B-x is not followed by the end")]),
        ("bilou", "O E-x O", [(1, "E-x is no tag of bilou")]),
    ],
)
def test_problems_name_token_and_fault(name: str, tags: str, found: list[tuple[int, str]]) -> None:
    problems = SCHEMES[name].problems(tags.split())
    assert len(problems) == len(found)
    for problem, (index, message) in zip(problems, found, strict=True):
        assert problem.index == index
        assert problem.message.startswith(message)


@pytest.mark.parametrize("name", PREFIX_SCHEMES)
def test_the_scheme_is_recognised_over_all_sentences(name: str) -> None:
    scheme = SCHEMES[name]
    sequences = [["O"], scheme.encode([(0, 1, "x")], 2), scheme.encode([(0, 3, "x"), (3, 4, "x")], 5)]
    assert detect_scheme(sequences) is scheme


def test_a_few_faults_do_not_hide_the_scheme() -> None:
    assert detect_scheme([["B-x"], ["B-x"], ["I-x"]]) is SCHEMES["iob2"]
    assert detect_scheme([["I-x"], ["I-x"], ["B-x"]]) is SCHEMES["iob1"]


@pytest.mark.parametrize("tags", [["X-a"], ["B"], ["B-"], ["o"], ["E-x", "L-x"]])
def test_tags_of_no_scheme_are_refused(tags: list[str]) -> None:
    with pytest.raises(DataError, match="scheme"):
        detect_scheme([tags])


@given(st.lists(st.sampled_from(["O", "DT", "NN", "-LRB-", "B-x", "I-x"]), max_size=8))
def test_plain_tags_are_spans_of_one_token_each(tags: list[str]) -> None:
    runs = PLAIN.decode(tags)
    assert runs == [(place, place + 1, tag) for place, tag in enumerate(tags) if tag != "O"]
    assert PLAIN.encode(runs, len(tags)) == tags
    assert PLAIN.problems(tags) == []
    assert set(tags) <= set(TagSet(PLAIN, ("DT", "NN", "-LRB-", "B-x", "I-x")).names)
    assert not any(PLAIN.continues(*pair, same_slot=True) for pair in pairwise(tags))


def test_plain_tags_are_recognised_by_having_no_prefix() -> None:
    assert detect_scheme([["DT", "NN", "O"], ["-LRB-"]]) is PLAIN
    assert detect_scheme([["B", "I", "I", "O"]]) is PLAIN
    assert detect_scheme([["O", "O"], ["O"]]) is SCHEMES["iob2"]
    assert detect_scheme([]) is SCHEMES["iob2"]


@pytest.mark.parametrize("tags", [["NN", "B-x"], ["B-x", "DT", "NN"], ["O", "NN", "I-x"]])
def test_plain_tags_among_others_are_refused(tags: list[str]) -> None:
    with pytest.raises(DataError, match=r"tag '(NN|DT)' has the form of no scheme"):
        detect_scheme([tags])


@pytest.mark.parametrize(
    ("run", "message"),
    [((0, 2, "x"), "a span of slot 'x' has 2 tokens, expected one"), ((0, 1, "O"), "the slot 'O' is")],
)
def test_what_plain_tags_cannot_write_is_refused_with_its_place(run: tuple[int, int, str], message: str) -> None:
    sentence = Sentence.from_words(["a", "b"], where="f:7").with_runs([run])
    with pytest.raises(DataError, match=f"^f:7: {message}"):
        tags_of(sentence, PLAIN)


@given(st.sampled_from(list(PREFIX_SCHEMES)), st.lists(st.sampled_from("OBIESLU"), min_size=1, max_size=4), st.data())
def test_what_is_allowed_is_what_has_no_problem(name: str, prefixes: list[str], data: st.DataObject) -> None:
    scheme = SCHEMES[name]
    tags = ["O" if prefix == "O" else f"{prefix}-{data.draw(st.sampled_from('xy'))}" for prefix in prefixes]
    parts = [scheme.split(tag) for tag in ("O", *tags, "O")]
    allowed = all(
        scheme.allowed(before, after, same_slot=slot == other) for (before, slot), (after, other) in pairwise(parts)
    )
    assert allowed == (scheme.problems(tags) == [])


@pytest.mark.parametrize("tokenize", [tokenize_words, HABITS])
def test_a_flood_of_marks_is_few_tokens_and_changes_none_around_it(tokenize: Tokenizer) -> None:
    flood = "!?." * 3000
    text = f"to Rome{flood} at 5:30, then (home) {flood}"
    tokens = tokenize(text)
    words = [token.text for token in tokens if token.text.strip("!?.")]
    assert words == ["to", "Rome", "at", "5:30", ",", "then", "(", "home", ")"]
    assert all(text[start:end] == token for token, start, end in tokens)
    assert "".join(token.text for token in tokens) == text.replace(" ", "")
    assert len(tokens) < 2 * len(flood) / 60


@pytest.mark.parametrize("tokenize", [tokenize_words, HABITS])
def test_marks_behind_each_other_that_are_no_flood_are_a_token_each(tokenize: Tokenizer) -> None:
    text = "to Rome " * 1000 + "!" * 64
    assert [token.text for token in tokenize(text)[-64:]] == ["!"] * 64
