"""Names across scripts, spellings and registers: what is one name, what is not, and the laws that every score obeys."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sapar.methods.matching import pairs
from sapar.methods.matching.names import Role, read
from sapar.methods.matching.score import OPERATING_POINT, Subject, compare, compare_many
from sapar.methods.matching.symbols import LONGEST, encode, encode_all

SAME = [
    # Turkmen: orthography, passport, Russian papers, back from Russian papers
    ("Gurbanguly Berdimuhamedow", "Бердымухамедов Гурбангулы"),
    ("Çary Öwezow", "Cary Owezow"),
    ("Çary Öwezow", "Чары Овезов"),
    ("Jeren Ýazmyradowa", "Джерен Язмырадова"),
    ("Jeren Ýazmyradowa", "Dzheren Yazmyradova"),
    ("Maksat Şyhmyradow", "MAKSAT SHYHMYRADOV"),
    ("Häzir Wepa Täçnazarow", "Hazir Vepa Tachnazarov"),
    # Uzbek
    ("Oʻtkir Gʻaniyev", "Ўткир Ғаниев"),
    ("O'tkir G'aniyev", "Уткир Ганиев"),
    ("Xurshid Qodirov", "Khurshid Kadirov"),
    # Kazakh, Kyrgyz, Tajik
    ("Нұрсұлтан Назарбаев", "Nursultan Nazarbayev"),
    ("Қасымжомарт Тоқаев", "Kassym-Jomart Tokayev"),
    ("Жоомарт Өмүрбеков", "Joomart Omurbekov"),
    ("Ҷамшед Раҳмонов", "Jamshed Rahmonov"),
    # Persian, Arabic
    ("محمد رضایی", "Mohammad Rezaei"),
    ("زهرا حسینی", "Zahra Hosseini"),
    ("معمر القذافي", "Muammar Gaddafi"),
    # order, initials, father's names, particles, joined words
    ("Serdar Berdimuhamedow", "BERDIMUHAMEDOW, SERDAR"),
    ("G. Berdimuhamedow", "Gurbanguly Berdimuhamedow"),
    ("Orazow Rahym Myradowiç", "Rahym Myrat ogly Orazow"),
    ("Karimov Islom Abdugʻaniyevich", "Islom Karimov"),
    ("Нұрсұлтан Әбішұлы Назарбаев", "Nursultan Abish uly Nazarbayev"),
    ("Osama bin Laden", "Usama Ladin"),
    ("Nur Sultan Karimov", "Nursultan Karimov"),
    ("Abd al-Rahman Khan", "Abdulrahman Khan"),
    # machine readable zone, cut where the field ends
    ("BERDIMUHAMEDOW<<GURBANGULY<MYALIKGULYYE", "Gurbanguly Mälikgulyýewiç Berdimuhamedow"),
]
DIFFERENT = [
    ("Merdan Orazow", "Maksat Orazow"),
    ("Aman Amanow", "Esen Amanow"),
    ("Serdar Annaýew", "Serdar Nyýazow"),
    ("Қанат Оспанов", "Kanat Dulatov"),
    ("محمد کریمی", "Mohammad Sharifi"),
    ("Айгуль Ниязова", "Aygül Garajaýewa"),
    ("Karimov", "Islom Karimov"),
    ("Иван Петрович Сидоров", "Иван Михайлович Сидоров"),
    ("王小明", "李小明"),
    ("", "Serdar"),
]


def score(left: str, right: str) -> float:
    return compare(Subject("a", (left,)), Subject("b", (right,))).score


@pytest.mark.parametrize(("left", "right"), SAME)
def test_one_name_in_two_spellings_is_a_match(left: str, right: str) -> None:
    """Spelling, script, order, initials and father's names do not part a person from themselves."""
    assert score(left, right) >= OPERATING_POINT


@pytest.mark.parametrize(("left", "right"), DIFFERENT)
def test_two_names_are_no_match(left: str, right: str) -> None:
    """One word in common is not enough."""
    assert score(left, right) < OPERATING_POINT


LETTERS = "abdeghijklmnoprstuwyzäçöşüýžабвгдежзийклмнопрстуфхыяқғұاآبتجحدرسعغفقكلمنهويپچگ王 -<'"
names = st.text(alphabet=LETTERS, max_size=40)


@given(names, names)
@settings(max_examples=150, deadline=None)
def test_symmetry(left: str, right: str) -> None:
    """It does not matter which of two names comes first."""
    assert score(left, right) == score(right, left)


@given(st.text(max_size=60))
@settings(max_examples=150, deadline=None)
def test_identity(name: str) -> None:
    """A name with letters agrees with itself by 1, whatever it is written in; a name without letters with nothing."""
    assert score(name, name) == (1.0 if read([name]).counts[0] else 0.0)


words = st.lists(st.text(alphabet="abdeghklmnorstwyäşкурмандовب", min_size=2, max_size=9), min_size=1, max_size=4)


@given(words, words, st.randoms(use_true_random=False))
@settings(max_examples=150, deadline=None)
def test_order_of_words_does_not_matter(left: list[str], right: list[str], chance: object) -> None:
    """Names come in every order. Names of different length may be joined, which only neighbours are: same length here."""
    size = min(len(left), len(right))
    left, right = left[:size], right[:size]
    mixed = list(right)
    chance.shuffle(mixed)  # type: ignore[attr-defined]
    assert score(" ".join(left), " ".join(right)) == score(" ".join(left), " ".join(mixed))


@given(st.lists(st.tuples(names, names), min_size=1, max_size=8))
@settings(max_examples=60, deadline=None)
def test_a_pair_does_not_depend_on_its_company(people: list[tuple[str, str]]) -> None:
    """Scored together or one by one: the same."""
    subjects = [(Subject("a", (left,)), Subject("b", (right,))) for left, right in people]
    assert compare_many(subjects) == [compare(left, right) for left, right in subjects]


@given(st.lists(st.text(max_size=30), max_size=10))
@settings(max_examples=150, deadline=None)
def test_words_are_coded_alone_as_in_company(texts: list[str]) -> None:
    """A list is one pass over all letters, and gives what each word gives alone."""
    found = [word for text in texts for word in text.lower().replace("\0", "").split()]
    assert encode_all(found) == [encode(word) for word in found]
    assert all(len(code) <= LONGEST for code in encode_all(found))


def test_roles_of_words() -> None:
    """Father's names lose their ending in names of three words; a given name that ends like one keeps it."""
    found = read(["Orazow Rahym Myradowiç", "Gurbanguly Orazow Serdar", "A. Orazow", "Rahym Myrat ogly"])
    assert found.roles[:, :3].tolist() == [
        [Role.PLAIN, Role.PLAIN, Role.PATRONYMIC],
        [Role.PLAIN, Role.PLAIN, Role.PLAIN],
        [Role.INITIAL, Role.PLAIN, Role.PLAIN],
        [Role.PLAIN, Role.PATRONYMIC, Role.PLAIN],
    ]
    assert found.spelling[found.ids[0, 2]] == "myrad"
    assert found.spelling[found.ids[1, 0]] == "gurbanguly"


def test_presentation_forms_and_marks() -> None:
    """Arabic presentation forms, vowel signs, joiners and decomposed letters are the same name."""
    assert score("ﻣﺤﻤﺪ ﻋﻠﻲ", "محمد علي") == 1.0
    assert score("مُحَمَّد علي", "محمد علي") == 1.0
    assert score("Öwez Şükür", "O\u0308wez S\u0327u\u0308ku\u0308r") == 1.0


def test_long_names_are_bounded() -> None:
    """A name of a million letters or words is read as far as the limits and no further."""
    assert read(["a" * 1_000_000]).words.codes.shape[1] == LONGEST
    assert read(["ab " * 300_000]).counts[0] <= 6


def test_no_rows() -> None:
    """No pairs, no scores."""
    nobody = read([])
    none = np.zeros(0, np.intp)
    assert len(pairs.score(nobody, none, nobody, none)) == 0
    assert compare_many([]) == []
