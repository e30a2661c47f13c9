"""What leads to a person is found, and nothing else."""

import pytest

from corpus.text import clean, fold_in_place, fold_name, mask_addresses, mentions


def test_clean():
    assert clean(" e\u0301te\u0301\r\nsuite\r") == "été\nsuite"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("@a et (@b_2), .@c@d", ["a", "b_2"]),
        ("écrire à x@y.fr", []),
        ("@dr.blouse, @élodie-t. fin", ["dr.blouse", "élodie-t"]),
        ("@ rien", []),
    ],
)
def test_mentions(text, found):
    assert [m.word for m in mentions(text)] == found


def test_mention_spans_are_code_points():
    (span,) = mentions("🐈‍⬛ @zoé !")
    assert ("🐈‍⬛ @zoé !"[span.start : span.end], span.word) == ("@zoé", "zoé")


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("Écrire à jeanne.t+x@exemple.fr.", "Écrire à [e-mail]."),
        ("Tél 06 00 00 00 00, +33 6 00 00 00 00 ou 0600000000 !", "Tél [téléphone], [téléphone] ou [téléphone] !"),
        ("01.00.00.00.00 et 05-00-00-00-00", "[téléphone] et 05-00-00-00-00".replace("05-00-00-00-00", "[téléphone]")),
        ("voir https://twitter.com/x_y/status/1?s=20, merci", "voir [lien vers un profil], merci"),
        ("(x.com/abc) m.facebook.com/groups/1/posts/2", "([lien vers un profil]) [lien vers un profil]"),
        ("https://www.facebook.com/profile.php?id=1…", "[lien vers un profil]…"),
        ("https://piaille.fr/@zoe/12", "[lien vers un profil]"),
        ("https://t.co/AbC1 fin", "[lien] fin"),
        (
            "https://www.has-sante.fr/reco netflix.com/x 3,5 mg 2020-02-03 10 000 000",
            "https://www.has-sante.fr/reco netflix.com/x 3,5 mg 2020-02-03 10 000 000",
        ),
    ],
)
def test_masks(text, masked):
    assert mask_addresses(text) == masked


def test_masks_speak_the_language_of_the_post():
    assert mask_addresses("call 06 00 00 00 00 x.com/a", "en") == "call [phone] [link to a profile]"


def test_folding():
    assert fold_name("  @Dr_Blouse ") == "dr_blouse"
    assert fold_name("Zoe\u0301  Té") == "zoé té"
    assert [len(fold_in_place(t)) for t in ("İstanbul", "É")] == [8, 1]
