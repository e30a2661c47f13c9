"""What may name somebody is found: by rule, by recall over invented texts, without eating ordinary words."""

import random
from itertools import pairwise

import pytest

from corpus.redaction import Hit, find, finds_nothing, fold, token_of
from corpus.text import fold_in_place, words_of


def told(text: str, language: str = "fr") -> list[tuple[str, str]]:
    return [(hit.kind, text[hit.start : hit.end]) for hit in find(text, language)]


FOUND = [
    ("Écrire à claude.exemple+avs@mail.example.org, merci", [("email", "claude.exemple+avs@mail.example.org")]),
    ("Au 06 12 34 56 78.", [("phone", "06 12 34 56 78")]),
    ("0612345678 ou 06.12.34.56.78 ou 06-12-34-56-78",
     [("phone", "0612345678"), ("phone", "06.12.34.56.78"), ("phone", "06-12-34-56-78")]),
    ("+33 6 12 34 56 78, 0033 6 12 34 56 78, +32 475 12 34 56",
     [("phone", "+33 6 12 34 56 78"), ("phone", "0033 6 12 34 56 78"), ("phone", "+32 475 12 34 56")]),
    ("Voir https://www.facebook.com/groups/1/user/45, ou bien x.com/quelquun.",
     [("profile", "https://www.facebook.com/groups/1/user/45"), ("profile", "x.com/quelquun")]),
    ("L'article https://journal.example/2020/page.html?x=1 est là", [("link", "https://journal.example/2020/page.html?x=1")]),
    ("n° 2 85 05 78 006 084 36", [("nir", "2 85 05 78 006 084 36")]),
    ("n° 285057800608441", [("nir", "285057800608441")]),
    ("n° 285057800608492", []),  # the key is wrong, and nothing else says what it is
    ("RIB FR76 3000 6000 0112 3456 7890 189 merci", [("iban", "FR76 3000 6000 0112 3456 7890 189")]),
    ("RIB FR76 3000 6000 0112 3456 7890 188 merci", []),
    ("au 12 bis rue des Lilas, 59000 Lille", [("address", "12 bis rue des Lilas, 59000 Lille")]),
    ("3 place Jean Jaurès", [("address", "3 place Jean Jaurès")]),
    ("2 place de parking et 1 passage le matin", []),
    ("j'ai vu mme dupont et le Dr Lefèvre-Martin", [("titled_name", "dupont"), ("titled_name", "Lefèvre-Martin")]),
    ("madame est tombée, mme est seule, le docteur a dit non, Mme D. va bien", []),
    ("Je travaille chez Domiservices", [("employer", "Domiservices")]),
    ("l'association Les Mains Tendues, l'EHPAD Les Tilleuls",
     [("employer", "Les Mains Tendues"), ("employer", "Les Tilleuls")]),
    ("je rentre chez moi, chez AD-017, chez Mme D.", []),
    ("merci sophie et Marie-Claude Dubois", [("first_name", "sophie"), ("first_name", "Marie-Claude Dubois")]),
    ("Rose des sables. Pierre qui roule.", []),
    ("hier Rose et Pierre sont venus", [("first_name", "Rose"), ("first_name", "Pierre")]),
    ("la rose et la pierre, le jean et la marine", []),
    ("rue Pierre Curie, Saint-Denis, @Sophie, #Sophie", []),
    ("AD-017 répond à @MG-003", []),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), FOUND)
def test_what_is_found_and_what_is_not(text, expected):
    assert told(text) == expected


def test_the_words_written_instead_keep_domains_titles_and_the_language():
    assert find("cf. https://www.journal.example/a") == [Hit(4, 33, "link", "[lien journal.example]")]
    assert find("see x.com/somebody", "en") == [Hit(4, 18, "profile", "[profile x.com]")]
    assert [hit.token for hit in find("Mme Dupont, sophie, 06 12 34 56 78")] == ["[nom]", "[prénom]", "[téléphone]"]
    assert (token_of("link"), token_of("nir", "en")) == ("[lien]", "[social security number]")


def test_offsets_count_code_points_after_emoji():
    text = "😀😀 appelle Sophie 👍🏽"
    (hit,) = find(text)
    assert (hit.start, text[hit.start : hit.end]) == (11, "Sophie")


def test_masks_are_not_masked_again():
    text = "Mme [nom], [prénom], [profil x.com], [lien journal.example], [employeur] chez [employeur]"
    assert find(text) == []


BEFORE = ["Bonjour, ", "Hier j'ai vu ça : ", "Pour info ", "Question de planning : ", "je suis perdue, "]
AFTER = [" merci d'avance", ", vous en pensez quoi ?", " pour la tournée.", "", " et rien d'autre"]
NAMES = [
    "Sylvie", "Fatima", "Mohamed", "Jean-Marc", "Nadège", "Karim", "Chantal", "Océane", "Aurélie", "Mamadou",
    "Brigitte", "Kévin", "Djamila", "Thierry", "Maëlys", "Ghislaine", "Youssef", "Corinne", "Mathéo", "Fabienne",
]  # fmt: skip
SURNAMES = ["Dupont", "Lefèvre", "Benali", "Traoré", "Da-Silva", "Nguyen", "Kowalski", "Le-Goff", "Moreau", "Haddad"]


def _digits(dice: random.Random, count: int) -> str:
    return "".join(dice.choice("0123456789") for _ in range(count))


def _account(dice: random.Random) -> str:
    body = _digits(dice, 23)
    check = 98 - int(f"{body}152700") % 97
    whole = f"FR{check:02}{body}"
    return " ".join(whole[i : i + 4] for i in range(0, 27, 4)) if dice.random() < 0.5 else whole


def _social_number(dice: random.Random) -> str:
    body = f"{dice.choice('12')}{_digits(dice, 2)}{dice.randint(1, 12):02}{dice.randint(1, 95):02}{_digits(dice, 6)}"
    return f"{body}{97 - int(body) % 97:02}"


def _phone(dice: random.Random) -> str:
    gap = dice.choice([" ", ".", "-", ""])
    pairs = gap.join(_digits(dice, 2) for _ in range(4))
    return dice.choice([f"06{gap}", f"0{dice.randint(1, 9)}{gap}", f"+33 6{gap}"]) + pairs


PATTERNS = {
    "email": lambda dice: (
        f"p{_digits(dice, 3)}.nom@{dice.choice(['mail', 'courrier'])}.example.{dice.choice(['fr', 'org'])}"
    ),
    "phone": _phone,
    "iban": _account,
    "nir": _social_number,
    "profile": lambda dice: (
        f"https://{dice.choice(['facebook.com', 'x.com', 'www.instagram.com'])}/u{_digits(dice, 4)}"
    ),
    "link": lambda dice: f"https://site{_digits(dice, 2)}.example/page/{_digits(dice, 3)}",
    "address": lambda dice: (
        f"{dice.randint(1, 150)} {dice.choice(['rue', 'avenue', 'impasse'])} des "
        f"{dice.choice(['Lilas', 'Fleurs', 'Acacias'])}, {dice.randint(10000, 95000)} {dice.choice(['Lille', 'Brest'])}"
    ),
}


def _covered(text: str, start: int, end: int) -> bool:
    return any(hit.start <= start and hit.end >= end for hit in find(text))


@pytest.mark.parametrize("kind", PATTERNS)
def test_numbers_and_addresses_are_found_in_at_least_99_of_100_texts(kind):
    dice = random.Random(f"recall {kind}")
    found = 0
    for _ in range(400):
        before, passage = dice.choice(BEFORE), PATTERNS[kind](dice)
        found += _covered(before + passage + dice.choice(AFTER), len(before), len(before) + len(passage))
    assert found / 400 >= 0.99, found


def _named(dice: random.Random) -> tuple[str, str]:
    first, last = dice.choice(NAMES), dice.choice(SURNAMES)
    name = dice.choice([first, f"{first} {last}", first.lower(), last])
    sentence = dice.choice(
        ["j'ai appelé {} ce matin", "merci {} pour ta réponse", "{} m'a remplacée dimanche", "c'est {} qui décide",
         "on a vu ça avec {}, la cadre"]
    )  # fmt: skip
    if name == last:
        sentence = sentence.replace("{}", dice.choice(["Mme {}", "M. {}", "le docteur {}", "Madame {}", "mme {}"]))
    return sentence, name


def test_names_are_found_in_at_least_80_of_100_texts():
    dice = random.Random("recall of names")
    found = 0
    for _ in range(600):
        sentence, name = _named(dice)
        at = sentence.index("{}")
        found += _covered(sentence.replace("{}", name), at, at + len(name))
    assert found / 600 >= 0.80, found


ORDINARY = """
Bonjour à toutes, qui a déjà eu un refus de toilette ? Je ne sais plus quoi faire.
La bénéficiaire mange seule le midi, je passe à 11h30 et je repars à 12h15, soit 45 minutes.
On nous demande 3 passages par jour pour 8,50 € de l'heure, et 0,35 € du kilomètre.
Le 01/02/2020 à 10:30 j'ai reçu mon planning du mois de mai, encore 12 jours d'affilée !
Docteur, que pensez-vous d'une CRP à 45 avec 38,5 de fièvre depuis 3 jours ? Merci.
Madame refuse, monsieur crie, et moi je fais le ménage avec une serpillière de 1980.
La Sécurité sociale ne rembourse pas. Le ministre a parlé. France 3 était là.
Je suis en CDI depuis 2015, 24 h par semaine, et la convention collective dit 35.
Patiente de 78 ans, HTA, diabète, sous metformine 1000 x2, douleur du flanc droit.
Grâce à vous je tiens. Victoire ! Juste une question : qui paie l'essence ?
Noël approche, les plannings aussi. Août était calme. Paris, Lyon, Marseille, même galère.
J'ai un BTS, un DEAES et 20 ans de métier ; on me propose le SMIC au 1er janvier.
""".strip().splitlines()


def test_ordinary_sentences_lose_at_most_one_word_in_twelve_sentences():
    hits = [(line, *one) for line in ORDINARY for one in told(line)]
    assert len(hits) <= 1, hits


def test_hits_are_sorted_and_never_overlap_whatever_the_text():
    dice = random.Random("overlaps")
    pieces = [
        "Mme ",
        "Sophie ",
        "Dupont ",
        "06 12 34 56 78 ",
        "a@b.fr ",
        "chez ",
        "https://x.com/a ",
        "12 rue ",
        "FR76 ",
        "@",
        "\n",
    ]
    for _ in range(300):
        text = "".join(dice.choice(pieces) for _ in range(dice.randint(1, 12)))
        hits = find(text)
        assert all(one.end <= two.start for one, two in pairwise(hits)), text
        assert all(0 <= hit.start < hit.end <= len(text) for hit in hits)


@pytest.mark.parametrize(
    "text", ["1 " * 20_000, "a" * 50_000, "Mme " * 10_000, "06" * 20_000, "chez " * 10_000, "A" * 20_000 + " B" * 9_999]
)
def test_a_hostile_text_is_read_to_its_end(text):
    assert all(0 <= hit.start < hit.end <= len(text) for hit in find(text))


def test_names_are_compared_without_accents():
    assert (fold("Gaëlle"), fold("ÉRIC"), fold("Œdipe")) == ("gaelle", "eric", "oedipe")


def is_sure(text: str) -> bool:
    return finds_nothing(text, words_of(fold_in_place(text)))


def test_what_is_passed_over_at_once_holds_nothing():
    for text, hits in FOUND:
        for written in (text, text.upper(), text.capitalize(), f"«{text}»", text.replace("'", "’")):
            assert not (is_sure(written) and find(written)), written
        assert not (is_sure(text) and hits)
    assert is_sure("Bonjour à toutes, merci pour vos réponses ! « Courage… »")
    assert not any(map(is_sure, ("chez Sophie", "SOPHIE", "Mme Dupont", "écrire à a@b.fr", "au 3", "et/ou")))


@pytest.mark.parametrize("sign", ["@", "[at]", "(at)", " [at] ", " (AT) ", "[arobase]", "(arobase)"])
def test_addresses_that_are_spelled_out_are_found_too(sign):
    text = f"écris à mimi{sign}exemple.fr merci"
    (hit,) = find(text)
    assert (hit.kind, text[hit.start : hit.end]) == ("email", f"mimi{sign}exemple.fr")
    assert not finds_nothing(text, text.split())


@pytest.mark.parametrize("text", ["voir (au) planning. Merci", "la (petite) pause. Puis rien", "tableau [ici] fin."])
def test_parentheses_alone_are_no_address(text):
    assert find(text) == []
