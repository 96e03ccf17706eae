"""Texts are cleaned once where they come in, and what comes out of it can be written by every writer."""

from __future__ import annotations

import io
import json
import unicodedata

import openpyxl
import pandas as pd
import pytest
import xarray as xr
from hypothesis import example, given, settings
from hypothesis import strategies as st

from quicksilver.documents import Document, Heading, Paragraph, Table, write_docx, write_html, write_pdf
from quicksilver.documents.tree import Column, Row
from quicksilver.intake.cleaning import clean_data, clean_name, clean_text, cleaning_note
from quicksilver.outputs import csv_bytes, data_bytes, json_bytes, safe_text

#: Any text, with surrogates, and more often than by chance with what makes trouble.
TEXTS = st.text(
    st.one_of(
        st.characters(),
        st.integers(0xD800, 0xDFFF).map(chr),
        st.sampled_from(
            "\x00\x0b\x0c\x1f\x7f\x85\x92\xad\u200b\u200c\u200d\u202e\u2028\ufeff\ufffe\uffff\U0001fffe"
        ),
        st.sampled_from("a\u0301e\u0308\u0645\u06cc\u0915\u094d\U0001f469\u2695\ufe0f\n\t =\"'<&_x000B_"),
    ),
    max_size=30,
)


@given(TEXTS)
@settings(max_examples=400)
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    assert clean_text(clean_text(text)) == clean_text(text)
    assert clean_name(clean_name(text)) == clean_name(text)
    assert clean_name(clean_text(text)) == clean_name(text)


@given(TEXTS)
@settings(max_examples=400)
def test_what_is_clean_has_one_kind_of_line_end_and_nothing_that_a_document_forbids(text: str) -> None:
    for cleaned in (clean_text(text), clean_name(text)):
        assert unicodedata.is_normalized("NFC", cleaned)
        assert not [
            sign for sign in cleaned if unicodedata.category(sign) in ("Cc", "Cs") and sign not in "\n\t"
        ]
        cleaned.encode("utf-8")
    assert "\n" not in clean_name(text)


@given(TEXTS)
@settings(max_examples=60, deadline=None)
def test_any_text_that_was_cleaned_can_be_written_as_tables_and_data(text: str) -> None:
    cleaned = clean_text(text)
    book = openpyxl.Workbook()
    book.active["A1"] = safe_text(cleaned)
    target = io.BytesIO()
    book.save(target)
    back = openpyxl.load_workbook(io.BytesIO(target.getvalue())).active["A1"].value or ""
    assert back.removeprefix("'") == str(safe_text(cleaned)).removeprefix("'")
    assert cleaned.replace("\n", "") in csv_bytes(pd.DataFrame({"note": [cleaned]})).decode().replace(
        '""', '"'
    ).replace("\n", "")
    assert json.loads(json_bytes({"note": cleaned}))["note"] == cleaned
    dataset = xr.Dataset({"x": ("i", [1.0], {"note": cleaned})}, attrs={"title": cleaned})
    assert data_bytes("a.nc", pd.DataFrame(), dataset)
    assert data_bytes("a.parquet", pd.DataFrame({"note": [cleaned]}))


def _document(text: str, language: str) -> Document:
    table = Table(text, (Column(text),), (Row((text,)),))
    blocks = (Heading(1, text), Paragraph(text), table)
    return Document(language, text, blocks, author=text, subject=text, symbol=text)


@pytest.mark.slow
@example("0\u093a")
@example("0\U0001f3fb")
@given(TEXTS)
@settings(max_examples=25, deadline=None)
def test_any_text_can_be_written_as_a_document(text: str) -> None:
    for given_text in (clean_text(text), text):
        document = _document(given_text, "en")
        assert write_docx(document)
        assert write_html(document)
        assert write_pdf(document)


@pytest.mark.parametrize(
    ("given_text", "cleaned"),
    [
        ("pasted\x0bfrom a word processor", "pasted\nfrom a word processor"),
        ("one\r\ntwo\rthree\x0cfour\u2028five\u2029six\x85", "one\ntwo\nthree\nfour\nfive\nsix\n"),
        ("nul\x00 bell\x07 escape\x1b", "nul bell escape"),
        ("plant\x92s owner", "plant\u2019s owner"),
        ("\ufeffMar\uffffket\ufdd0", "Market"),
        ("lost \udcff byte", "lost \ufffd byte"),
        ("whole \ud83d\ude00 pair", "whole \U0001f600 pair"),
        ("Me\u0301xico", "México"),
        ("\u202etxet\u202c", "txet\u202c"),
    ],
)
def test_a_text_is_cleaned(given_text: str, cleaned: str) -> None:
    assert clean_text(given_text) == cleaned


@pytest.mark.parametrize(
    "name",
    [
        "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",  # Persian: without the joiner two letters are joined
        "\u0d28\u0d4d\u200d",  # Malayalam: a letter of its own in texts of before 2008
        "\u0995\u09cd\u200c\u09b7",  # Bengali: the letters stay apart
        "\U0001f469\u200d\U0001f52c laboratory",
        "Côte d\u2019Ivoire",
    ],
)
def test_a_name_keeps_the_joiners_that_its_script_needs(name: str) -> None:
    assert clean_name(name) == name


@pytest.mark.parametrize(
    "name",
    [
        "UNI\u200bDO",
        "\u2066UNIDO\u2069",
        "UN\u200dIDO",
        "\u200cUNIDO",
        "UNI\xadDO",
        " UNIDO\x0b",
        "UNIDO\u200e",
    ],
)
def test_a_name_has_nothing_that_nobody_sees(name: str) -> None:
    assert clean_name(name) == "UNIDO"


def test_what_was_taken_out_is_named_and_line_ends_are_not() -> None:
    assert cleaning_note("a\x0bb\r\n", clean_text("a\x0bb\r\n"), "a.csv:2") is None
    assert cleaning_note("Me\u0301xico", "México", "a.csv:2") is None
    note = cleaning_note("a\x00b\udcff", clean_text("a\x00b\udcff"), "a.csv:2")
    assert note is not None
    assert note.severity == "warning"
    assert note.values["codes"] == "U+0000, U+FFFD"


def test_data_are_cleaned_with_their_keys() -> None:
    assert clean_data({"no\u200bte": ["a\x0bb", {"x": "\ufeff1"}], "n": 1.5}) == {
        "note": ["a\nb", {"x": "1"}],
        "n": 1.5,
    }
