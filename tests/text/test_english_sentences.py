from __future__ import annotations

from time import process_time

import pytest

from augctl.text.english.sentences import Word, is_unclear, sentences_of
from augctl.text.tokens import tokens_of

WHOLE = (
    *("http://a.b/c?d=e&f=g#h", "www.shop.io/new", "bob.ray@mail.io", "@bob_ray", "#topic"),
    *("192.168.1.1", "1,000.00", "10:30", "$20", "50%", "½", "`let it be`", "f(x)", "a[1]"),
    *("snake_case", "C:\\Users\\me", "<b>", '<a href="x y">', "&amp;", "&#39;", "{name}"),
    *("{{ first name }}", "%(count)s", "[[a link]]", "e.g.", "U.S.", ":D", ":tada:", "👍🏽"),
)


def words(text: str) -> list[Word]:
    return [word for sentence in sentences_of(text, tokens_of(text)) for word in sentence]


@pytest.mark.parametrize("whole", WHOLE)
@pytest.mark.parametrize("around", ["{}", "paid {} twice", "({})", "“{}”, ok", "{}: so", "见{}。"])
def test_what_must_stay_is_one_word_without_the_punctuation_around_it(
    whole: str, around: str
) -> None:
    text = around.replace("{}", whole)
    found = words(text)
    (word,) = [word for word in found if word.text == whole]
    assert word.fixed
    assert "".join(each.text for each in found).replace(" ", "") == text.replace(" ", "")
    for each in found:
        assert text[each.start : each.stop] == each.text


def test_a_statement_of_code_keeps_its_semicolon() -> None:
    assert [word.text for word in words("run f(x); now")] == ["run", "f(x);", "now"]
    assert [word.text for word in words("(see f.x);")] == ["(", "see", "f.x", ")", ";"]


@pytest.mark.parametrize("text", ["in the U.S.", "to the U.S. Then we left", "soap etc. We left"])
def test_a_point_may_be_of_an_abbreviation_and_end_a_sentence(text: str) -> None:
    (sentence,) = sentences_of(text, tokens_of(text))
    assert is_unclear(sentence)


@pytest.mark.parametrize("text", ["the U.S. market", "Dr. Li left", "by 11.", "soap etc. is here"])
def test_a_point_is_of_one(text: str) -> None:
    (sentence,) = sentences_of(text, tokens_of(text))
    assert not is_unclear(sentence)


@pytest.mark.parametrize("line", ["\n", "\r\n", "\u2028", "。", "…", "! "])
def test_sentences_end(line: str) -> None:
    text = f"it is here{line}it is there"
    assert [sentence[0].text for sentence in sentences_of(text, tokens_of(text))] == ["it", "it"]


@pytest.mark.parametrize("part", ["!x", "&amp; ", "e.g. ", "((", "[[", "[ ", "f(x);", "(x)", "a\n"])
def test_a_long_text_takes_no_longer_by_the_letter(part: str) -> None:
    text = part * (300_000 // len(part))
    began = process_time()
    assert "".join(word.text for word in words(text)) == "".join(text.split())
    assert process_time() - began < 5
