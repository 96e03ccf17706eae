"""The index in SQL: two databases, two dialects, the same words and the same answers.

SQLite keeps the words in an FTS5 table that parts them at spaces, since they are words already; PostgreSQL in a column of type tsvector with
a GIN index, each word with its place and its level as weight. Questions are built from words that hold letters, digits and our own marks
only, never from what someone typed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final

from quicksilver.register.search.asking import Phrase, Question
from quicksilver.register.search.entries import Entry
from quicksilver.register.search.pieces import LEVELS, Level
from quicksilver.register.search.words import BREAK

__all__ = [
    "STATE",
    "TABLE",
    "WORDS",
    "asked_for",
    "drop",
    "has",
    "make",
    "put_up",
    "search_statement",
    "vector",
]

#: Which record stands under which number, the words of the numbers (SQLite), and what the index was made with.
TABLE: Final = "programme_search"
WORDS: Final = "programme_search_words"
STATE: Final = "programme_search_state"
_WEIGHTS: Final[dict[Level, str]] = dict(zip(LEVELS, "ABCD", strict=True))


def make(vendor: str) -> list[str]:
    """Return the statements that make the tables.

    Parameters
    ----------
    vendor : str
        ``"sqlite"`` or ``"postgresql"``.
    """
    state = f"CREATE TABLE {STATE} (made varchar(64) NOT NULL)"
    key = "kind varchar(20) NOT NULL, owner varchar(120) NOT NULL"
    if vendor == "sqlite":
        return [
            f"CREATE TABLE {TABLE} (id integer PRIMARY KEY, {key}, UNIQUE (kind, owner))",
            f"CREATE VIRTUAL TABLE {WORDS} USING fts5({', '.join(LEVELS)}, tokenize = 'ascii', columnsize = 0)",
            state,
        ]
    return [
        f"CREATE TABLE {TABLE} ({key}, words tsvector NOT NULL, PRIMARY KEY (kind, owner))",
        f"CREATE INDEX {TABLE}_gin ON {TABLE} USING gin (words)",
        state,
    ]


def put_up(_apps: Any, editor: Any) -> None:
    """Make the tables of the index: a step of a migration."""
    for statement in make(editor.connection.vendor):
        editor.execute(statement, params=None)


def drop(vendor: str) -> list[str]:
    """Return the statements that take the tables away."""
    tables = (TABLE, WORDS, STATE) if vendor == "sqlite" else (TABLE, STATE)
    return [f"DROP TABLE IF EXISTS {table}" for table in tables]


def has(vendor: str) -> str:
    """Return the condition that an entry ``e`` has what is requested; its parameter is the question."""
    if vendor == "sqlite":
        return f"e.id IN (SELECT rowid FROM {WORDS} WHERE {WORDS} MATCH %s)"  # noqa: S608 - names of our own
    return "e.words @@ %s::tsquery"


def search_statement(vendor: str, columns: str, where: str) -> str:
    """Return the statement that finds records; its first parameter is the question.

    Parameters
    ----------
    vendor : str
    columns : str
        What is selected of the entries ``e``.
    where : str
        A further condition.
    """
    return f"SELECT {columns} FROM {TABLE} e WHERE {has(vendor)} AND {where}"  # noqa: S608 - names of our own


def asked_for(vendor: str, asked: Question, levels: Sequence[Level]) -> str:
    """Return a question as the parameter of a statement.

    Parameters
    ----------
    vendor : str
    asked : Question
        With at least one clause.
    levels : sequence of str
        Where it looks.

    Examples
    --------
    >>> from quicksilver.register.search.asking import question
    >>> asked_for("sqlite", question("coal pow"), ["name", "text"])
    '{name text} : (("coal") AND ("pow" *))'
    >>> asked_for("postgresql", question("coal-fired pow"), ["name"])
    "(('coal':A <-> 'fired':A)) & ('pow':*A)"
    """
    if vendor == "sqlite":
        clauses = (f"({' OR '.join(map(_fts, clause))})" for clause in asked.clauses)
        return f"{{{' '.join(levels)}}} : ({' AND '.join(clauses)})"
    weights = "".join(_WEIGHTS[level] for level in levels)
    phrases = ((_tsquery(phrase, weights) for phrase in clause) for clause in asked.clauses)
    return " & ".join(f"({' | '.join(clause)})" for clause in phrases)


def _fts(phrase: Phrase) -> str:
    return f'"{" ".join(phrase.words)}"' + (" *" if phrase.begins else "")


def _tsquery(phrase: Phrase, weights: str) -> str:
    made, step = "", 1
    words = [word for word in phrase.words if word != BREAK]
    for number, word in enumerate(phrase.words):
        if word == BREAK:
            step += 1
            continue
        star = "*" if phrase.begins and number == len(phrase.words) - 1 else ""
        joint = "" if not made else " <-> " if step == 1 else f" <{step}> "
        made += f"{joint}'{word}':{star}{weights}"
        step = 1
    return f"({made})" if len(words) > 1 and made else made


def vector(entry: Entry) -> str:
    """Return the words of an entry as PostgreSQL reads them: each with its place and its weight.

    Examples
    --------
    >>> vector(Entry("areas", "coal", "coal · area", "", "", ""))
    "'coal':1A 'area':3A"
    """
    return " ".join(_placed(entry))


def _placed(entry: Entry) -> Iterable[str]:
    place = 0
    for level in LEVELS:
        weight = _WEIGHTS[level]
        for word in entry.words(level).split():
            place += 1
            if word != BREAK:
                yield f"'{word}':{place}{weight}"
        # What follows is another level, and no phrase reaches into it.
        place += 1
