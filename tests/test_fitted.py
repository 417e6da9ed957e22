from __future__ import annotations

import json
from collections.abc import Callable
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from slottag.text import Sentence, Span
from slottag.text.characters import is_format
from slottag.text.fitted import HABITS, FittedTokenizer
from slottag.text.fitting import fit
from slottag.text.joining import spaces_behind
from slottag.text.learned import Learned
from tests.growth import growth

ANY_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
# Texts in which marks, words and format characters stand close together.
DENSE_TEXT = st.text(st.sampled_from("ab1 .,'-$()“”—/한北カก\u200b\u200d\u0301🚀&;"), max_size=30)
LEARNED = Learned(
    whole=frozenset({"st.", "...", "0:00"}),
    splits={"cannot": (3,)},
    beginnings=frozenset({"l'"}),
    endings=frozenset({"'s", "에서"}),
    contexts={("a", "-", "a"): True, ("0", "", "a"): True, ("0", "", "0"): True, ("a", "/", "a"): False},
)


def tokens_of(tokenizer: FittedTokenizer, text: str) -> str:
    return "|".join(token.text for token in tokenizer(text))


def marked(text: str, *values: str) -> Sentence:
    """The text with these values in it marked, one behind the other, and cut at their edges alone."""
    spans: list[Span] = []
    for value in values:
        start = text.index(value, spans[-1].end if spans else 0)
        spans.append(Span(start, start + len(value), "x"))
    edges = sorted({0, len(text), *(edge for span in spans for edge in (span.start, span.end))})
    words = [text[start:end] for start, end in pairwise(edges)]
    return Sentence.from_words(words, spaces=[False] * len(words)).with_spans(spans)


def given_words(*lines: str) -> list[Sentence]:
    """Sentences of given tokens, their text made by habit."""
    return [Sentence.from_words(line.split(), spaces=spaces_behind(line.split())) for line in lines]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("I fly to Taipei on November 2nd", "I|fly|to|Taipei|on|November|2nd"),
        ("Portland, Oregon.", "Portland|,|Oregon|."),
        ("a round-trip at 5:30, under $300!", "a|round-trip|at|5:30|,|under|$300|!"),
        ("nine o'clock Sunday's (or 7am)", "nine|o'clock|Sunday's|(|or|7am|)"),
        ("at 5 p.m., from the U.S.!?", "at|5|p.m.|,|from|the|U.S.|!|?"),
        ("Sydney–Auckland Paris,London London/Paris", "Sydney|–|Auckland|Paris|,|London|London|/|Paris"),
        ("Rome—tomorrow well...go 5–6 pm on 5/6 for 1,000", "Rome|—|tomorrow|well|.|.|.|go|5–6|pm|on|5/6|for|1,000"),
        ("«Paris Orly» “to Rome”", "«|Paris|Orly|»|“|to|Rome|”"),
        ("* to Rome, 1. to Rome", "*|to|Rome|,|1|.|to|Rome"),
        ("#5 @home C++ +1 100€ 50% <Oslo>", "#5|@home|C++|+1|100€|50|%|<|Oslo|>"),
        ("see http://a.org/b-c, ask x@y.org.", "see|http://a.org/b-c|,|ask|x@y.org|."),
        ("Rome&nbsp;on Friday, AT&T", "Rome|&nbsp;|on|Friday|,|AT&T"),
        ("to Oslo🚀👩‍🚀 🇮🇹 ✈️Lima", "to|Oslo|🚀👩‍🚀|🇮🇹|✈️|Lima"),
        ("我想在11月2日15:30到台北。", "我|想|在|11|月|2|日|15:30|到|台|北|。"),
        ("シマムラさんは", "シ|マ|ム|ラ|さ|ん|は"),
        ("ไปกรุงเทพ", "ไ|ป|ก|รุ|ง|เ|ท|พ"),
        ("서울에서 KTX로", "서울에서|KTX로"),
        ("cafe\u0301 می\u200cخواهم", "cafe\u0301|می\u200cخواهم"),
        ("\u200fTel Aviv\u200f \ufeffnow\u200b", "Tel|Aviv|now"),
        ("New\u00a0York\u2028now\x00", "New|York|now"),
        (" \t\u200b ", ""),
    ],
)
def test_habits_cut_where_nothing_was_learned(text: str, words: str) -> None:
    assert tokens_of(HABITS, text) == words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("(st. louis), st.", "(|st.|louis|)|,|st."),
        ("ST. LOUIS well... at 7:30.", "ST.|LOUIS|well|...|at|7:30|."),
        ("I cannot, Cannot", "I|can|not|,|Can|not"),
        ("vers l'Italie, Perez's l'", "vers|l'|Italie|,|Perez|'s|l|'"),
        ("서울에서 에서", "서울|에서|에서"),
        ("LHR-JFK 12mg and/or", "LHR|-|JFK|1|2|mg|and/or"),
    ],
)
def test_what_was_learned_goes_before_habits(text: str, words: str) -> None:
    assert tokens_of(FittedTokenizer(LEARNED), text) == words


@pytest.mark.parametrize("learned", [Learned(), LEARNED])
@settings(deadline=None)
@given(text=ANY_TEXT | DENSE_TEXT)
def test_tokens_hold_all_that_shows_and_do_not_rest_on_what_was_read_before(learned: Learned, text: str) -> None:
    tokenizer = FittedTokenizer(learned)
    tokens = tokenizer(text)
    assert tokenizer(text) == tokens
    assert tokenizer.makes(text, tokens)
    left = list(text)
    for token in tokens:
        assert text[token.start : token.end] == token.text
        assert not is_format(token.text[0])
        assert not is_format(token.text[-1])
        left[token.start : token.end] = " " * len(token.text)
    assert [token.start for token in tokens] == sorted({token.start for token in tokens})
    assert all(is_format(character) for character in left)
    for token in tokens:
        tokenizer(token.text)
    assert tokenizer(text) == tokens


@pytest.mark.parametrize(
    "long",
    [lambda n: "!" * 8 * n, lambda n: "a." * 3 * n + "!" * 3 * n, lambda n: "😀" * 8 * n, lambda n: "台" * 8 * n,
     lambda n: "a-" * 4 * n, lambda n: "a,1" * 3 * n, lambda n: "&amp;" * 2 * n, lambda n: "a" * 40 * n,
     lambda n: "'s" * 4 * n, lambda n: "5" * 4 * n + "." * 4 * n, lambda n: "\u0301" * 8 * n,
     lambda n: "a\u200d" * 4 * n],
)  # fmt: skip
def test_the_time_of_a_segment_grows_as_its_length(long: Callable[[int], str]) -> None:
    # Of a time that grew as the square, eight times the length would take 64 times as long.
    assert growth(lambda text: FittedTokenizer(LEARNED)(text), long(300), long(2400)) < 24


def test_given_tokens_stay_whole_and_what_is_glued_to_them_is_peeled() -> None:
    tokenizer = fit(given_words("fly to st. louis at five o'clock a.m. on the 2nd", "i'd like denver"), given=True)
    assert tokens_of(tokenizer, "fly to st. louis.") == "fly|to|st.|louis|."
    assert tokens_of(tokenizer, '"(St. Louis)?" five o\'clock, a.m.') == '"|(|St.|Louis|)|?|"|five|o\'clock|,|a.m.'
    assert tokens_of(tokenizer, "I'd like Denver, please.") == "I'd|like|Denver|,|please|."


def test_the_number_of_a_line_in_a_list_is_no_token_unless_values_begin_so() -> None:
    tokenizer = fit(given_words("fly to oslo"), given=True)
    assert tokens_of(tokenizer, "1. fly to Oslo, 2. fly") == "fly|to|Oslo|,|2|.|fly"
    assert tokens_of(tokenizer, " (12) fly.") == "fly|."
    assert [token.start for token in tokenizer("* fly 1) a")] == [0, 2, 6, 7, 9]
    assert tokens_of(tokenizer, "1.") == "1|."
    ordinal = fit([marked("am 2. Mai", "2. Mai")], given=False)
    assert tokens_of(ordinal, "2. Mai") == "2|.|Mai"


def test_a_token_that_is_more_often_cut_is_not_kept_whole() -> None:
    tokenizer = fit(given_words("no. 5", "i say no .", "he says no ."), given=True)
    assert tokens_of(tokenizer, "they say no.") == "they|say|no|."


@pytest.mark.parametrize(
    ("lines", "text", "words"),
    [
        (["John 's house", "Mary 's car"], "Peter's dog", "Peter|'s|dog"),
        (["I do n't", "he did n't go", "the tent"], "it wasn't, the ant", "it|was|n't|,|the|ant"),
        (["I can not", "can you", "a knot"], "you cannot", "you|cannot"),
        (["$ 50 and $ 20"], "for $75", "for|$|75"),
        (["round - trip", "one - way", "non - stop"], "a ten-day trip", "a|ten|-|day|trip"),
        (["round-trip", "one - way", "non - stop", "re - do"], "a ten-day trip", "a|ten-day|trip"),
        (["1 9 9 7 年 1 1 月"], "在2024年", "在|2|0|2|4|年"),
        (["서 울 에 서", "부 산"], "대전", "대전"),
        (["and/or", "either/or"], "this/that", "this/that"),
        (["well ..."], "so...", "so|..."),
    ],
)
def test_given_tokens_teach_the_contexts_and_affixes_of_their_corpus(lines: list[str], text: str, words: str) -> None:
    assert tokens_of(fit(given_words(*lines), given=True), text) == words


@pytest.mark.parametrize(
    ("sentences", "text", "words"),
    [
        ([marked("it was $50", "$", "50")], "$75", "$|75"),
        ([marked("text 100$", "100", "$")], "20$", "20|$"),
        ([marked("take 10mg", "10", "mg")], "20ml", "20|ml"),
        ([marked("on 10-05-2020", "10", "05")], "11-06-2021", "11|-|06|-|2021"),
        ([marked("LHR-JFK", "LHR", "JFK"), marked("a round-trip", "round-trip")], "Rome-Oslo", "Rome|-|Oslo"),
        ([marked("5-ish", "5")], "6-ish", "6|-|ish"),
        ([marked("Perez's", "Perez")], "Maria's o'clock", "Maria|'s|o'clock"),
        ([marked("vers l'Italie", "Italie")], "l'Espagne", "l'|Espagne"),
        ([marked("서울에서 부산으로", "서울", "부산")], "대전에서 광주로", "대전|에서|광주로"),
        ([marked("לחיפה", "חיפה"), marked("לאילת", "אילת")], "לבאר", "ל|באר"),
        ([marked("Mondays", "Monday"), marked("flights"), marked("buses")], "Mondays trains", "Monday|s|trains"),
        ([marked("ab-cd", "ab-cd"), *[marked(f"{a}-x", f"{a}-x") for a in "efghijklmno"]], "y-z", "y-z"),
    ],
)
def test_edges_of_spans_are_cut_and_those_like_them(sentences: list[Sentence], text: str, words: str) -> None:
    tokenizer = fit(sentences, given=False)
    for sentence in sentences:
        edges = {edge for token in tokenizer(sentence.text) for edge in (token.start, token.end)}
        assert edges >= {edge for span in sentence.spans for edge in (span.start, span.end)}
    assert tokens_of(tokenizer, text) == words


@settings(deadline=None, max_examples=60)
@given(lines=st.lists(st.lists(st.text("ab1.'-$,", min_size=1, max_size=4), min_size=1, max_size=5), max_size=6))
def test_what_was_learned_comes_back_from_json(lines: list[list[str]]) -> None:
    learned = fit([Sentence.from_words(words) for words in lines], given=True).learned
    assert Learned.from_json(json.loads(json.dumps(learned.to_json()))) == learned
    assert Learned.from_json(LEARNED.to_json()) == LEARNED


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"whole": "st."}, "whole: expected a list of texts"),
        ({"endings": [""]}, "endings: expected a list of texts"),
        ({"splits": {"cannot": [0]}}, "splits: 'cannot': expected places inside it"),
        ({"splits": {"cannot": [4, 2]}}, "splits: 'cannot': expected places inside it"),
        ({"splits": {"cannot": 3}}, "splits: 'cannot': expected a list"),
        ({"splits": []}, "splits: expected an object"),
        ({"contexts": {"a a": True}}, "contexts: 'a a': expected three parts"),
        ({"lists": 1}, "lists: expected true or false"),
        ({"contexts": {"a - a": 1}}, "contexts: 'a - a': expected three parts"),
    ],
)
def test_learned_data_of_another_form_is_refused(change: dict[str, object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        Learned.from_json({**LEARNED.to_json(), **change})
    with pytest.raises(ValueError, match="cuts: expected an object"):
        Learned.from_json([])


@pytest.mark.parametrize(
    ("words", "text"),
    [
        ("They left for Rome .", "They left for Rome."),
        ('He said " go there " , did n\'t he ( yes ) ?', 'He said "go there", didn\'t he (yes)?'),
        ("It 's $ 50 or 50 % off , 20 € more", "It's $50 or 50% off, 20€ more"),
        ("the boys ' room , he asks ' who '", "the boys' room, he asks 'who'"),
        ("at 5 : 30 : two people", "at 5:30: two people"),
        ("l' Italie et dell' arte", "l'Italie et dell'arte"),
        ("我 想 去 北 京 。", "我想去北京。"),
        ("我 在 1 1 月 用 iPhone 15 。", "我在11月用iPhone 15。"),
        ("from 北 京 to Oslo and on to Rome", "from 北京 to Oslo and on to Rome"),
        ("서울 에서 부산 으로", "서울 에서 부산 으로"),
        ("a - b", "a - b"),
        (". a", ". a"),
        ("", ""),
    ],
)
def test_the_text_of_tokens_is_made_by_habit(words: str, text: str) -> None:
    assert given_words(words)[0].text == text
