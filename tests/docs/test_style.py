"""What a person reads follows the style page, as far as a tool can see."""

import importlib.util
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def tool():
    """Return the tool that looks for words to avoid."""
    spec = importlib.util.spec_from_file_location("plain_words", ROOT / "tools" / "plain_words.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["plain_words"] = module
    spec.loader.exec_module(module)
    return module


def test_nothing_that_a_person_reads_has_a_word_to_avoid(tool) -> None:
    wrong = [
        f"{name}:{line}: {word!r}; write: {prefer}"
        for name, line, word, prefer in tool.findings([ROOT / name for name in tool.READ])
    ]
    assert not wrong, "\n".join(wrong)


def found(tool, monkeypatch, tmp_path, name: str, text: str) -> list[tuple[int, str]]:
    monkeypatch.setattr(tool, "ROOT", tmp_path)
    (tmp_path / name).write_text(text, encoding="utf-8")
    return sorted((line, word) for _, line, word, _ in tool.findings([tmp_path]))


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("a.md", "Fine.\nForms that can be gone\non with.\n", [(2, "gone on")]),
        ("a.md", "The room temperature.\n", []),
        (
            "a.py",
            'def run(name):\n    """Mend it."""\n    return f"{name} lacks {name}"\n',
            [(2, "Mend"), (3, "lacks")],
        ),
        ("a.py", 'told = {"held": "said"}  # a name, a key, and a comment that tells\n', []),
        ("a.py", 'def _own():\n    """Mend it."""\n', []),
        (
            "a.py",
            'class A:\n    x: int\n    """Mended."""\n\n\nclass _B:\n    y: int\n    """Mended."""\n',
            [(3, "Mended")],
        ),
        (
            "a.md",
            "It is no number. There is no number.\nSuch as x; a number such as x.\n",
            [(1, "is no n"), (2, "Such as")],
        ),
        ("a.py", 'x = (\n    "one text"\n    " that hangs on it"\n)\n', [(2, "hangs on")]),
        ("a.csv", "key,en,fr\nx,It is said,Une door ouverte\ndoor,fine text,x\n", [(2, "said")]),
        ("a.html", "<p>\n{{ x }} stands here</p>\n", [(2, "stands")]),
        ("a.json", '{\n"note": "It wants more"}\n', [(2, "wants")]),
    ],
)
def test_texts_are_found_and_names_are_not(tool, monkeypatch, tmp_path, name, text, expected) -> None:
    assert found(tool, monkeypatch, tmp_path, name, text) == expected


def test_every_word_of_the_list_has_what_to_write_and_can_be_found(tool) -> None:
    listed = tool.words()
    assert len(listed) > 20
    assert all(word.prefer and word.pattern.pattern for word in listed)
    page = (ROOT / "docs" / "contributing" / "style.md").read_text(encoding="utf-8")
    assert "| avoid | write |" in page
