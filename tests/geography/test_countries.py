"""Countries have names in six languages."""

import pytest

from quicksilver.geography import country_codes, country_name
from quicksilver.languages import LANGUAGES


def test_every_code_has_a_name_in_every_language() -> None:
    for code in country_codes():
        for language in LANGUAGES:
            assert country_name(code, language)


def test_names() -> None:
    assert country_name("CHN", "zh") == "中国"
    assert country_name("SEN", "fr") == "Sénégal"
    with pytest.raises(KeyError):
        country_name("XXX")
