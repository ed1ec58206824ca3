"""Every derivation of the theory has its page, and every source its entry in the bibliography."""

import re
from collections import Counter
from pathlib import Path

import pytest

from chainrule.library import Library, load

ROOT = Path(__file__).resolve().parents[2]
MADE = ("auto_gallery", "generated", "gen_backrefs")
SHOWN = re.compile(r"^\.\. derivation:: (\S+)$", re.MULTILINE)
CITED = re.compile(r":cite:\w+:`([\w,]+)`")
ENTRY = re.compile(r"^@\w+\{(\w+),", re.MULTILINE)
SENTENCE_END = re.compile(r"[a-z)`\]][.?!] [A-Z]")


@pytest.fixture(scope="module")
def library() -> Library:
    return load(ROOT / "theory")


def pages() -> dict[str, str]:
    docs = ROOT / "docs"
    found = (path for path in docs.rglob("*.rst") if path.relative_to(docs).parts[0] not in MADE)
    return {path.relative_to(docs).as_posix(): path.read_text(encoding="utf-8") for path in found}


def shown() -> Counter[str]:
    return Counter(name for text in pages().values() for name in SHOWN.findall(text))


def bibliography() -> set[str]:
    return set(ENTRY.findall((ROOT / "docs" / "references.bib").read_text(encoding="utf-8")))


def test_every_derivation_of_the_library_stands_on_exactly_one_page(library: Library) -> None:
    assert shown() == Counter(library)


def test_every_source_of_a_derivation_is_in_the_bibliography(library: Library) -> None:
    cited = {source.split()[0] for name in library for source in library[name].sources}

    assert cited - bibliography() == set()


def test_every_source_that_a_page_or_an_answer_cites_is_in_the_bibliography(
    library: Library,
) -> None:
    answers = [one.ask + one.answer for name in library for one in library[name].questions]
    written = [*pages().values(), *answers]
    cited = {key for text in written for keys in CITED.findall(text) for key in keys.split(",")}

    assert cited
    assert cited - bibliography() == set()


def test_every_derivation_says_its_idea(library: Library) -> None:
    assert [name for name in library if not library[name].idea] == []


def test_a_chapter_page_has_one_sentence_a_line() -> None:
    prose = [
        (name, line)
        for name, text in pages().items()
        if name.startswith("backpropagation/")
        for line in text.splitlines()
    ]
    crowded = [(name, line) for name, line in prose if SENTENCE_END.search(line)]

    assert prose
    assert crowded == []
