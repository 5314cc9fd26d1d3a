"""Where the sample supporters live, and what they are called.

Given and family names are paired by chance, and every address is at a domain
reserved for examples: nobody in particular is meant.
"""

from typing import Final

from demo_site.seeded import Seeded

# Countries by ISO 3166-1 code, with their share of the signatures.
COUNTRIES: Final = {
    "US": 0.60,
    "GB": 0.08,
    "CA": 0.06,
    "DE": 0.05,
    "FR": 0.03,
    "AU": 0.03,
    "NL": 0.02,
    "BR": 0.02,
    "IN": 0.02,
    "ES": 0.02,
    "MX": 0.02,
    "IE": 0.01,
    "JP": 0.01,
    "NG": 0.01,
    "PL": 0.01,
    "SE": 0.01,
}

# Shapes of postcodes: # is a digit, @ a letter, the rest stands for itself.
_POSTCODES: Final = {
    "US": "100## 021## 191## 303## 331## 482## 554## 606## 770## 787## 802## 941## 972## 981##",
    "GB": "SW#_#@@ M#_#@@ BS#_#@@ EH#_#@@ LS#_#@@ CF#_#@@",
    "CA": "M#@_#@# V#@_#@# H#@_#@# K#@_#@# T#@_#@#",
    "DE": "10### 20### 50### 80### 04###",
    "FR": "7501# 690## 130## 350##",
    "AU": "20## 30## 40## 60##",
    "NL": "10##_@@ 30##_@@ 97##_@@",
    "BR": "01###-### 20###-### 90###-###",
    "IN": "1100## 5600## 7000##",
    "ES": "280## 080## 410##",
    "MX": "06### 44### 64###",
    "IE": "D0#_@#@# T12_@#@#",
    "JP": "1##-00## 5##-00##",
    "NG": "10#### 90####",
    "PL": "00-### 31-### 50-###",
    "SE": "11#_## 41#_##",
}
# Letters that no postal service of these countries leaves out.
_POSTCODE_LETTERS: Final = "ABEGHJLNPRSTWXY"

# Given names / family names, comma-separated.
_NAMES: Final = {
    "english": "Alice,Ben,Charlotte,Daniel,Eleanor,Frank,Grace,Henry,Isabel,Jack,Karen,"
    "Liam,Megan,Nathan,Olivia,Peter,Rachel,Samuel,Tessa,Walter / Anderson,Baker,"
    "Campbell,Davies,Ellis,Foster,Graham,Hughes,Irving,Jenkins,Keller,Lawson,Mitchell,"
    "Norris,Parker,Reid,Sutton,Turner,Walsh,Young",
    "african_american": "Aaliyah,Andre,Darnell,Deja,Ebony,Imani,Isaiah,Jada,Jalen,"
    "Keisha,Malik,Monique,Terrence,Tiana / Banks,Booker,Coleman,Dorsey,Gaines,Hayes,"
    "Jefferson,Mosley,Rivers,Simmons,Tate,Washington",
    "spanish": "Adriana,Beatriz,Carlos,Diego,Elena,Fernando,Gabriela,Héctor,Inés,Javier,"
    "Lucía,Marisol,Raúl,Sofía,Tomás,Ximena / Aguilar,Castro,Delgado,Fernández,Garza,"
    "Hernández,Ibáñez,Jiménez,Morales,Navarro,Ortega,Peña,Ruiz,Salazar,Vega",
    "portuguese": "Ana,Bruno,Caio,Débora,Eduardo,Fernanda,João,Letícia,Mateus,Thaís"
    " / Almeida,Barbosa,Cardoso,Gonçalves,Lima,Moreira,Nascimento,Ribeiro,Souza",
    "german": "Anke,Birgit,Dieter,Elke,Florian,Greta,Jürgen,Katrin,Lukas,Matthias,Nele,"
    "Sabine,Uwe / Bauer,Engel,Fischer,Groß,Hoffmann,Köhler,Lang,Müller,Richter,"
    "Schäfer,Vogel,Winkler",
    "french": "Amélie,Bastien,Camille,Élodie,Fabien,Hélène,Julien,Léa,Margaux,Noémie,"
    "Rémi / Besson,Chevalier,Deschamps,Fournier,Girard,Lefèvre,Mercier,Perrin,Renaud,"
    "Tremblay",
    "dutch": "Anouk,Bram,Daan,Femke,Joost,Lotte,Maaike,Sanne,Thijs / Bakker,de Vries,"
    "Hendriks,Jansen,van den Berg,van Dijk,Visser,Willems",
    "south_asian": "Aditi,Arjun,Deepa,Farhan,Ishaan,Kavita,Meera,Nikhil,Priya,Rohan,"
    "Sunita,Vikram / Banerjee,Chopra,Desai,Gupta,Iyer,Kapoor,Menon,Patel,Rao,Sharma,"
    "Singh,Siddiqui",
    "chinese": "Bo,Hui,Jia,Lian,Mei,Ming,Wei,Xin,Yan,Zhen / Chen,Huang,Lin,Liu,Wang,Wu,Xu,Zhang,Zhao",
    "korean": "Hana,Jihoon,Jisoo,Minjun,Seoyeon,Yuna / Choi,Jung,Kang,Kim,Lee,Park",
    "vietnamese": "Anh,Đức,Hương,Linh,Minh,Thảo,Tuấn / Bùi,Đặng,Lê,Nguyễn,Phạm,Trần",
    "japanese": "Akira,Emi,Haruto,Kenji,Naoko,Yumi,美咲,健太 / Fujita,Ito,Mori,Nakamura,"
    "Sato,Tanaka,山本,鈴木",
    "arabic": "Amira,Farid,Hassan,Karim,Layla,Nadia,Omar,Samira,Yasmin,ليلى / Aziz,"
    "Haddad,Khoury,Mansour,Nasser,Rahman,Saleh",
    "nigerian": "Adaeze,Chidi,Emeka,Folake,Ifeoma,Ngozi,Obinna,Tunde,Yemi / Adeyemi,"
    "Balogun,Eze,Nwosu,Okafor,Okonkwo,Olawale",
    "polish": "Agnieszka,Bartosz,Ewa,Grzegorz,Kasia,Łukasz,Małgorzata,Paweł / Kowalczyk,"
    "Lewandowski,Nowak,Pawlak,Wiśniewski,Wójcik,Zieliński",
    "swedish": "Anders,Åsa,Björn,Elin,Gunilla,Lars,Maja,Örjan / Andersson,Berglund,"
    "Ekström,Holm,Lindqvist,Nyström,Sjöberg",
    "irish": "Aoife,Brendan,Ciarán,Deirdre,Niamh,Oisín,Róisín,Seán / Brennan,Doyle,"
    "Fitzgerald,Gallagher,Kavanagh,Murphy,O'Brien,O'Sullivan",
}
_POOLS: Final = {
    culture: [group.strip().split(",") for group in names.split(" / ")] for culture, names in _NAMES.items()
}

_ELSEWHERE: Final = {"english": 6.0, "south_asian": 2.0, "arabic": 1.0, "polish": 1.0}
_CULTURES: Final[dict[str, dict[str, float]]] = {
    "US": {
        "english": 40,
        "african_american": 16,
        "spanish": 16,
        "irish": 4,
        "german": 4,
        "south_asian": 5,
        "chinese": 4,
        "korean": 2,
        "vietnamese": 3,
        "japanese": 1,
        "arabic": 3,
        "nigerian": 2,
        "polish": 2,
    },
    "CA": {"english": 5, "french": 3, "chinese": 1, "south_asian": 1, "arabic": 0.5},
    "DE": {"german": 8, "polish": 1, "arabic": 1},
    "FR": {"french": 8, "arabic": 2, "portuguese": 0.5},
    "NL": {"dutch": 8, "arabic": 1},
    "BR": {"portuguese": 1},
    "IN": {"south_asian": 1},
    "ES": {"spanish": 1},
    "MX": {"spanish": 1},
    "IE": {"irish": 8, "polish": 1},
    "JP": {"japanese": 1},
    "NG": {"nigerian": 1},
    "PL": {"polish": 1},
    "SE": {"swedish": 8, "arabic": 1},
}


def full_name(country: str, seeded: Seeded) -> tuple[str, str]:
    """Return a given and a family name, of a culture at home in `country`."""
    given, family = _POOLS[seeded.weighted(_CULTURES.get(country, _ELSEWHERE))]
    return seeded.pick(given), seeded.pick(family)


def postcode(country: str, seeded: Seeded) -> str:
    """Return a postcode in the country's shape."""
    shape = seeded.pick(_POSTCODES[country].split())
    return "".join(_fill(sign, seeded) for sign in shape)


def _fill(sign: str, seeded: Seeded) -> str:
    match sign:
        case "#":
            return str(seeded.below(10))
        case "@":
            return seeded.pick(_POSTCODE_LETTERS)
        case "_":
            return " "
        case _:
            return sign
