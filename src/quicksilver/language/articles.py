"""Names within sentences: the article that a language puts before the name of an organisation or of a State."""

from __future__ import annotations

import re
from typing import Final

__all__ = ["inserted", "short", "within"]

_HEADS: Final[dict[str, tuple[tuple[str, str], ...]]] = {
    "fr": (
        (
            "le ",
            "Programme|Centre|Secrétariat|Conseil|Fonds|Ministère|Gouvernement|Groupe|Bureau|Laboratoire|Réseau|Service",
        ),
        ("la ", "Commission|Fondation|Banque|Direction|Division|Fédération|République|Société"),
        (
            "l’",
            "Organisation|Institut|Institution|Association|Agence|Université|Initiative|Union|Office|Alliance|Autorité",
        ),
    ),
    "es": (
        (
            "el ",
            "Programa|Centro|Consejo|Fondo|Ministerio|Gobierno|Instituto|Banco|Grupo|Laboratorio|Servicio|Organismo|Reino",
        ),
        (
            "la ",
            "Organización|Secretaría|Comisión|Asociación|Agencia|Universidad|Iniciativa|Fundación|Unión|Oficina"
            "|Federación|República|India",
        ),
        ("los ", "Estados|Países|Emiratos"),
        ("las ", "Islas|Bahamas|Comoras"),
    ),
}
_ENGLISH: Final = re.compile(
    # States
    r"^(United |Russian |Netherlands|Philippines|Bahamas|Gambia|Comoros|Congo\b|Niger\b|Sudan\b|Dominican Republic"
    r"|Republic |Democratic |Central African |Lao |Syrian |Marshall |Holy See|Government |Kingdom "
    # Organisations
    r"|(Secretariat|Ministry|Department|Division|University|Institute|Office|Clean Coal Centre) (of|for) )"
    r"|\b(Organi[sz]ation|Programme|Council|Agency|Association|Commission|Cent(re|er)|Initiative|Institute|Fund|Bank"
    r"|Federation|Union|Alliance|Network|Facility|Authority|Convention|Group|Foundation)\b"
)
# French names of States without an article, in the plural, and masculine ones that end in e.
_FRENCH_NONE: Final = re.compile(
    r"^(Andorre|Antigua|Bahreïn|Cabo Verde|Chypre|Cuba|Djibouti|Haïti|Israël|Kiribati|Madagascar|Malte|Maurice|Monaco"
    r"|Nauru|Oman|Saint|Singapour|Sri Lanka|Sao Tomé|Tuvalu|Vanuatu)"
)
_FRENCH_PLURAL: Final = re.compile(
    r"^(États|Pays-Bas|Philippines|Émirats|Seychelles|Maldives|Comores|Îles|Bahamas|Fidji|Palaos|Tonga)"
)
_FRENCH_MASCULINE: Final = ("Belize", "Cambodge", "Mexique", "Mozambique", "Suriname", "Zimbabwe")
_FRENCH_FEMININE: Final = ("Fédération", "Guinée-Bissau", "Sierra", "Trinité-et-Tobago")
_VOWEL: Final = re.compile(r"^[aeiouâàéèêëîïôûAEIOUÂÀÉÈÊËÎÏÔÛ]")
_BRACKETS: Final = re.compile(r"^(?P<name>.+?)\s?[(（](?P<short>[^()（）]+)[)）]$")
_STOPS: Final = re.compile(r"[.!?。！？؟…]\s*$|[.!?؟]\s|[。！？]")
_BEGINS: Final = {
    "en": re.compile(r"^(The|A|An|To) "),
    "fr": re.compile(r"^(Le |La |Les |Un |Une |L[’'])"),
    "es": re.compile(r"^(El|La|Los|Las|Un|Una) "),
}


def short(name: str) -> str:
    """Return the short form that a name has in brackets; empty where it has none.

    Examples
    --------
    >>> short("Organisation des Nations Unies pour le développement industriel (ONUDI)"), short("Japon")
    ('ONUDI', '')
    """
    match = _BRACKETS.match(name)
    return match["short"] if match else ""


def within(name: str, language: str, *, state: bool = False, abbreviated: bool = False) -> str:
    """Return a name as part of a sentence, with the article that it takes; empty where the article is not known.

    French has the form after *par*, Spanish that after *por*, English that of a subject. Russian, Chinese and Arabic
    put nothing before a name.

    Parameters
    ----------
    name : str
    language : str
    state : bool
        Whether it is the name of a State.
    abbreviated : bool
        Whether the short form in brackets is to be used alone, where the name has one.

    Examples
    --------
    >>> name = "Organización de las Naciones Unidas para el Desarrollo Industrial (ONUDI)"
    >>> within(name, "es", abbreviated=True)
    'la ONUDI'
    >>> within("Russian Federation", "en", state=True), within("Italie", "fr", state=True)
    ('the Russian Federation', 'l’Italie')
    >>> within("Cembureau", "fr")
    ''
    """
    brief = short(name) if abbreviated else ""
    shown = brief or name
    if language == "en":
        return shown if brief or not _ENGLISH.search(name) else f"the {name}"
    if language not in _HEADS:
        return shown
    if state and language == "fr":
        return _french_state(name)
    for article, heads in _HEADS[language]:
        if re.match(rf"({heads})\b", name):
            return _elided(article, shown) if language == "fr" else f"{article}{shown}"
    return name if state else ""


def _elided(article: str, shown: str) -> str:
    if _VOWEL.match(shown):
        return f"l’{shown}"
    # A short form that begins with a consonant has the article in full.
    return f"la {shown}" if article == "l’" else f"{article}{shown}"


def _french_state(name: str) -> str:
    if _FRENCH_NONE.match(name):
        return name
    if _FRENCH_PLURAL.match(name):
        return f"les {name}"
    if _VOWEL.match(name):
        return f"l’{name}"
    first = name.split(maxsplit=1)[0]
    feminine = first.endswith("e") and first not in _FRENCH_MASCULINE
    return f"la {name}" if feminine or first in _FRENCH_FEMININE else f"le {name}"


def inserted(text: str, language: str) -> str:
    """Return a text as the end of a sentence that leads up to it ("whose objective is ..."); empty where it does not fit.

    A text fits that is not a sentence itself. In English, French and Spanish it begins with an article (in English also
    with *To*), so that its first letter can be made small.

    Examples
    --------
    >>> inserted("The phasing out of mercury-containing products", "en")
    'the phasing out of mercury-containing products'
    >>> inserted("Phase out mercury-containing products.", "en")
    ''
    """
    phrase = text.strip()
    begins = _BEGINS.get(language)
    if not phrase or _STOPS.search(phrase) or (begins is not None and not begins.match(phrase)):
        return ""
    # An abbreviation keeps its capital letters.
    return phrase if phrase[:2].isupper() and language == "ru" else phrase[0].lower() + phrase[1:]
