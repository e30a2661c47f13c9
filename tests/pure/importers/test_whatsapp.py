"""Exported WhatsApp chats of every family of headers become the same posts; no line is lost."""

import io
import zipfile
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.importers import registry
from corpus.importers.base import Medium, Mention, PollOption, PostRecord, Recipe, Severity, UnreadableFile
from corpus.importers.messaging import whatsapp
from corpus.importers.messaging.whatsapp_lines import header_of
from tests.pure.importers.conftest import FIXTURES, places, read

ANDROID, IOS = FIXTURES / "whatsapp" / "android_fr.txt", FIXTURES / "whatsapp" / "ios_us.txt"


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)


def test_french_android_golden():
    best, _ = registry.sniff(ANDROID)
    assert (best.name, best.reason) == ("whatsapp", "dash")
    posts, problems = read(ANDROID)
    assert [(p.line, p.author_name, p.text) for p in posts] == [
        (3, "Nadia Inventée", "Bonjour à toutes, qui peut prendre Mme P. jeudi ?\nElle habite au 3e,\nsans ascenseur."),
        (6, "+33 6 00 00 00 01", "Moi, si quelqu'un prend ma tournée du soir"),
        (7, "Zoé Fictive", "Le planning"),
        (9, "Zoé Fictive", ""),
        (11, "Nadia Inventée", ""),
        (12, "Zoé Fictive", ""),
        (13, "Nadia Inventée", "@Zoé Fictive merci, @33600000001 aussi"),
        (14, "Nadia Inventée", "Qui est payée pour les trajets ?"),
        (20, "Zoé Fictive", "Autre chose : vos gants, vous les payez ?"),
        (21, "Zoé Fictive", "Autre chose : vos gants, vous les payez ?"),
        (23, "Rose", "oui…"),
    ]
    assert {(p.time_status, p.time_precision) for p in posts} == {("local_assumed", "minute")}
    assert (posts[0].posted_at, posts[-1].posted_at) == (utc(2025, 3, 12, 8, 14), utc(2025, 3, 12, 13, 6))
    assert posts[1].author_handle == "33600000001"
    assert [p.media for p in posts[2:5]] == [(Medium("image"),), (Medium("file", "Consignes"),), (Medium("file"),)]
    assert [p.availability for p in posts].index("deleted") == 5
    assert (posts[6].mentions, posts[6].is_edited) == ((Mention("Zoé Fictive"),), True)
    assert posts[7].poll == (PollOption("Oui", 3), PollOption("Non", 1), PollOption("Je ne sais pas", 0))
    assert [(p.code, p.params, p.severity) for p in problems] == [("app_speaks", {"count": "3"}, "warning")]
    # The name of the picture says that 12/03 is in March, so nothing is asked.
    assert whatsapp.questions(ANDROID, Recipe(format="whatsapp")) == ()


def test_iphone_golden():
    posts, problems = read(IOS)
    assert [(p.line, p.author_name, p.text, p.posted_at) for p in posts] == [
        (3, "Ann Invented", "Anyone on tonight?", utc(2025, 3, 1, 18, 2, 31)),
        (4, "Bob Madeup", "", utc(2025, 3, 1, 18, 3)),
        (5, "Bob Madeup", "Roster", utc(2025, 3, 1, 18, 3, 9)),
        (6, "Bob Madeup", "", utc(2025, 3, 1, 18, 3, 40)),
        (7, "Ann Invented", "", utc(2025, 2, 28, 23, 4)),
        (9, "Bob Madeup", "Paid on time?", utc(2025, 2, 28, 23, 6)),
    ]
    assert [p.media for p in posts[1:4]] == [(Medium("image"),), (Medium("image"),), (Medium("file", "Handover"),)]
    assert (posts[4].availability, posts[0].time_precision) == ("deleted", "second")
    assert posts[5].poll == (PollOption("Yes", 2), PollOption("No", 0))
    assert [(p.code, p.params) for p in problems] == [("app_speaks", {"count": "3"})]


@pytest.mark.parametrize(
    ("line", "style", "day", "clock"),
    [
        ("26/09/2019 à 22:39 - A: t", "dash", "26/09/2019", (22, 39, None)),
        ("12/03/2025, 09:14 - A: t", "dash", "12/03/2025", (9, 14, None)),
        ("[12/03/2025, 14:32:05] A: t", "brackets", "12/03/2025", (14, 32, 5)),
        ("\u200e[12/03/2025 14:32:05] A: t", "brackets", "12/03/2025", (14, 32, 5)),
        ("[07.03.26, 21:22:39] A: t", "brackets", "07.03.26", (21, 22, 39)),
        ("[1.1.2019, 12.00.00] A: t", "brackets", "1.1.2019", (12, 0, 0)),
        ("1.1.2019 klo 12.05 - A: t", "dash", "1.1.2019", (12, 5, None)),
        ("1/4/23, 7:02\u202fPM - A: t", "dash", "1/4/23", (19, 2, None)),
        ("13/8/20 8:28 p. m. - A: t", "dash", "13/8/20", (20, 28, None)),
        ("06/20/2020, 00:08 a. m. - A: t", "dash", "06/20/2020", (0, 8, None)),
        ("2019/01/01, 11:25 - A: t", "dash", "2019/01/01", (11, 25, None)),
        ("[2020-01-01, 12:00:01] A: t", "brackets", "2020-01-01", (12, 0, 1)),
        ("2019-01-01 12:00 - A: t", "dash", "2019-01-01", (12, 0, None)),
        ("[01/20/19 11:23] A: t", "brackets", "01/20/19", (11, 23, None)),
        ("2024-01-05, 14 h 05 - A: t", "dash", "2024-01-05", (14, 5, None)),
        ("[2024-01-05, 14 h 05 min 33 s] A: t", "brackets", "2024-01-05", (14, 5, 33)),
        ("12. 3. 2025 9:05 - A: t", "dash", "12.3.2025", (9, 5, None)),
        ("12/03/2025 12:00\u202fAM - A: t", "dash", "12/03/2025", (0, 0, None)),
    ],
)
def test_families_of_headers(line, style, day, clock):
    found = header_of(line)
    assert found is not None
    assert (found.style, found.day, (found.hour, found.minute, found.second)) == (style, day, clock)
    assert found.rest == "A: t"


@pytest.mark.parametrize(
    "line", ["12/03/2025", "à 12/03/2025 09:14 - A: t", "3 - 2 = 1", "[14:32] A: t", "12/03/2025 - A: t", "", "[", "9"]
)
def test_lines_that_begin_no_message(line):
    assert header_of(line) is None


def chat(*days: str) -> str:
    return "".join(f"{day}, 10:00 - Léa Fausse: message {n}\n" for n, day in enumerate(days))


@pytest.mark.parametrize(
    ("text", "asked", "first"),
    [
        (chat("03/04/2025", "14/04/2025"), (), utc(2025, 4, 3, 8)),
        (chat("03/04/2025", "03/14/2025"), (), utc(2025, 3, 4, 9)),
        (chat("03/04/2025", "04/04/2025"), ("date_order",), utc(2025, 4, 3, 8)),
        (chat("11/03/2025", "01/04/2025"), (), utc(2025, 3, 11, 9)),  # month first, time would run back
        (chat("02/09/2025", "03/01/2025"), (), utc(2025, 2, 9, 9)),
        (chat("03/03/2025", "04/04/2025"), (), utc(2025, 3, 3, 9)),  # the same day either way
        (chat("2025/03/04", "2025/04/05"), (), utc(2025, 3, 4, 9)),
        (
            "04/05/2025, 10:00 - Léa Fausse: IMG-20250504-WA0001.jpg (file attached)\n",
            (),
            utc(2025, 5, 4, 8),
        ),
        (
            "04/05/2025, 10:00 - Léa Fausse: IMG-20250405-WA0001.jpg (file attached)\n",
            (),
            utc(2025, 4, 5, 8),
        ),
    ],
)
def test_day_and_month(file, text, asked, first):
    path = file(text, "c.txt")
    assert whatsapp.questions(path, Recipe(format="whatsapp")) == asked
    posts, problems = read(path)
    assert posts[0].posted_at == first
    assert [p.code for p in problems] == (["date_order_assumed"] if asked else [])


def test_an_answered_question_is_obeyed(file):
    path = file(chat("03/04/2025", "04/04/2025"), "c.txt")
    recipe = Recipe(format="whatsapp", date_order="mdy", timezone="Indian/Reunion")
    assert whatsapp.questions(path, recipe) == ()
    posts, problems = read(path, recipe)
    assert ([p.posted_at for p in posts], problems) == ([utc(2025, 3, 4, 6), utc(2025, 4, 4, 6)], [])


def test_contradicting_dates_are_named_and_impossible_ones_refused(file):
    posts, problems = read(file(chat("13/01/2025", "14/01/2025", "01/31/2025", "01/01/2150", "31/02/2025"), "c.txt"))
    assert len(posts) == 2
    assert [(p.code, p.line, p.params) for p in problems] == [
        ("date_order_mixed", 0, {}),
        ("date_impossible", 3, {"value": "01/31/2025"}),
        ("date_out_of_range", 4, {"value": "01/01/2150"}),
        ("date_impossible", 5, {"value": "31/02/2025"}),
    ]


def openings(path, minutes):
    posts, _ = read(path, Recipe(format="whatsapp", options={"gap_minutes": minutes}))
    ids = [p.external_id for p in posts]
    return [ids.index(p.thread_external_id) for p in posts]


def test_a_silence_opens_a_thread():
    assert openings(ANDROID, "240") == [0, 0, 0, 0, 0, 0, 0, 0, 8, 8, 8]
    assert openings(ANDROID, "3") == [0, 0, 0, 0, 0, 0, 0, 0, 8, 8, 10]
    assert openings(ANDROID, "0") == [0] * 11
    posts, _ = read(ANDROID)
    assert {p.parent_external_id for p in posts} == {""}
    assert all(p.external_id.startswith("~") for p in posts)
    assert len({p.external_id for p in posts}) == 11
    with pytest.raises(UnreadableFile, match="gap_unknown"):
        openings(ANDROID, "soon")


def test_a_grown_export_keeps_ids_and_threads(file):
    whole = ANDROID.read_text()
    later = whole + "12/03/2025 14:07 - Nadia Inventée: suite\n13/03/2025 14:07 - Nadia Inventée: autre jour\n"
    before, _ = read(ANDROID)
    after, _ = read(file(later, "c.txt"))
    kept = [(p.external_id, p.thread_external_id) for p in before]
    assert [(p.external_id, p.thread_external_id) for p in after[:11]] == kept
    assert after[11].thread_external_id == before[8].external_id
    assert after[12].thread_external_id == after[12].external_id
    # Exported again with its pictures, or under another time zone, a chat keeps its ids.
    with_pictures = whole.replace("<Médias omis>", "IMG-20250312-WA0007.jpg (fichier joint)")
    again, _ = read(file(with_pictures, "d.txt"), Recipe(format="whatsapp", timezone="America/Cayenne"))
    assert [(p.external_id, p.thread_external_id) for p in again] == kept


def zipped(members: dict[str, str | bytes]) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name, body in members.items():
            archive.writestr(name, body)
    return content.getvalue()


def test_a_zip_names_its_pictures(file):
    chat_text = (
        "\ufeff[12/03/2025, 14:32:05] Léa Fausse: \u200e<pièce jointe : 00000002-PHOTO-2025-03-12-14-32-05.jpg>\r\n"
        "[12/03/2025, 14:33:05] Léa Fausse: Été\u0301.mp4 (fichier joint)\r\n"
        "[12/03/2025, 14:34:05] Léa Fausse: \u200e<attached: absent.jpg>\r\n"
    )
    members = {
        "notes.txt": "rien",
        "G/_chat.txt": chat_text,
        "G/00000002-PHOTO-2025-03-12-14-32-05.jpg": b"\xff\xd8",
        "G/Ét\u00e9\u0301.mp4": b"",
    }
    path = file(zipped(members), "c.zip")
    best, _ = registry.sniff(path)
    assert (best.name, best.reason) == ("whatsapp", "zip")
    posts, problems = read(path)
    assert [p.media for p in posts] == [
        (Medium("image", "", "G/00000002-PHOTO-2025-03-12-14-32-05.jpg"),),
        (Medium("video", "", "G/Ét\u00e9\u0301.mp4"),),
        (Medium("image"),),
    ]
    assert problems == []
    with pytest.raises(UnreadableFile, match="archive_unknown"):
        registry.sniff(file(zipped({"notes.txt": "rien", "__MACOSX/._chat.txt": chat_text}), "d.zip"))


@pytest.mark.parametrize(
    ("words", "text", "media"),
    [
        ("AUD-20190101-WA0000. (file attached)", "", (Medium("file"),)),
        ("VID-20190101-WA0000. (fichier joint)", "", (Medium("video"),)),
        ("STK-20190101-WA0000.webp (file attached)", "", (Medium("image"),)),
        ("<Media omitted>\nlegend", "legend", (Medium("file"),)),
        ("\u200evidéo absente", "", (Medium("video"),)),
        ("\u200eGIF omitted", "", (Medium("image"),)),
        ("\u200eContact card omitted", "", (Medium("file"),)),
        ("Rapport • \u200e3 pages \u200e<pièce jointe : 00000004-Rapport.pdf>", "", (Medium("file", "Rapport"),)),
        ("image omitted", "image omitted", ()),  # without its mark a person wrote it
        ("une image absente", "une image absente", ()),
        ("2 < 3 > 1", "2 < 3 > 1", ()),
        ("Léa Fausse.vcf (file attached)", "", (Medium("file"),)),
        ("\u200e<attached: 00000001-Léa Fausse.vcf>", "", (Medium("file"),)),
        ("dossier • \u200e1 page \u200edocument omitted", "", (Medium("file", "dossier"),)),
        ("<View once voice message omitted>", "", (Medium("file"),)),
        ("deux \u200e<attached: a.jpg>\n\u200e<attached: b.mp4>", "deux", (Medium("image"), Medium("video"))),
        ("a.jpg (fichier joint) non ?", "a.jpg (fichier joint) non ?", ()),
        (" \u200eLocation: https://maps.google.com/?q=1,2", "Location: https://maps.google.com/?q=1,2", ()),
        ("live location shared", "live location shared", ()),
        ("Lieu\nlocation: https://maps.google.com/?q=1,2", "Lieu\nlocation: https://maps.google.com/?q=1,2", ()),
    ],
)
def test_media(file, words, text, media):
    posts, problems = read(file(f"13/03/2025, 10:00 - Léa Fausse: {words}\n", "c.txt"))
    assert [(p.text, p.media) for p in posts] == [(text, media)]
    assert problems == []


@pytest.mark.parametrize(
    "words",
    [
        "This message was deleted", "This message was deleted.", "You deleted this message",
        "\u200eThis message was deleted.",
        "This message was deleted by admin Léa Fausse", "Ce message a été supprimé", "Vous avez supprimé ce message.",
        "Ce message a été supprimé par l'admin Léa Fausse",
    ],
)  # fmt: skip
def test_deleted_messages_stay(file, words):
    posts, problems = read(file(f"13/03/2025, 10:00 - Léa Fausse: {words}\n", "c.txt"))
    assert [(p.text, p.availability) for p in posts] == [("", "deleted")]
    assert problems == []


@pytest.mark.parametrize(
    ("rest", "left_out"),
    [
        ("Léa Fausse: Bonjour", 0),
        ('Léa Fausse changed the subject to "Paie: mars"', 1),
        ('Léa Fausse changed the subject from "A: b" to "C"', 1),
        ("Léa Fausse a quitté le groupe", 1),
        ("Paie: \u200eLes messages et les appels sont chiffrés de bout en bout.", 1),
        ("Paie: Messages to this group are now secured with end-to-end encryption.", 1),
        ("Léa Fausse: mes messages sont chiffrés de bout en bout, vraiment ?", 0),
        ("Léa Fausse: \u200eLéa Fausse a créé ce groupe", 1),
        ("Léa Fausse: \u200eAppel vocal manqué", 1),
        ("Léa Fausse: \u200eHello 😄", 0),
        ("Léa Fausse: elle a ajouté une heure", 0),
        ("Léa Fausse: on a changé\u200e d'avis", 0),
    ],
)
def test_what_the_application_says(file, rest, left_out):
    posts, problems = read(file(f"13/03/2025, 10:00 - {rest}\n13/03/2025, 10:00 - Zoé Fictive: oui\n", "c.txt"))
    assert len(posts) == 2 - left_out
    assert [p.params for p in problems if p.code == "app_speaks"] == [{"count": "1"}] * left_out


def test_polls_keep_every_line(file):
    text = (
        "13/03/2025, 10:00 - Léa Fausse: POLL: Payées ?\nvraiment\nOPTION: oui (bien) (2 votes)\nOPTION: non\nsuite\n"
        "13/03/2025, 10:01 - Léa Fausse: SONDAGE : sans choix\n"
        "13/03/2025, 10:02 - Léa Fausse: ENCUESTA:\n¿Sí?\nOPCIÓN: sí (1 voto) <This message was edited>\n"
    )
    posts, problems = read(file(text, "c.txt"))
    assert [(p.text, p.poll, p.is_edited) for p in posts] == [
        ("Payées ?\nvraiment\nsuite", (PollOption("oui (bien)", 2), PollOption("non")), False),
        ("SONDAGE : sans choix", (), False),
        ("¿Sí?", (PollOption("sí", 1),), True),
    ]
    assert problems == []


def test_names_with_and_without_a_space_behind_the_colon(file):
    text = (
        "13/03/2025, 10:00 - Dr: Test: bonjour\n"
        "13/03/2025, 10:01 - Léa Fausse: un\n"
        "13/03/2025, 10:02 - Léa Fausse:.\n"
        "13/03/2025, 10:03 - Groupe:x\n"
        "13/03/2025, 10:04 - Léa Fausse: \n"
    )
    posts, problems = read(file(text, "c.txt"))
    assert [(p.author_name, p.text) for p in posts] == [
        ("Dr", "Test: bonjour"),
        ("Léa Fausse", "un"),
        ("Léa Fausse", "."),
    ]
    assert places(problems) == [(5, "text", "empty_text"), (0, "", "app_speaks")]


def test_a_quoted_chat_of_another_family_stays_in_its_message(file):
    text = (
        "13/03/2025, 10:00 - Léa Fausse: je copie\n"
        "[12/03/2025, 14:32:05] Zoé: ah\n"
        "13/03/2025, 10:01 - Zoé Fictive: ok\n"
    )
    posts, _ = read(file(text, "c.txt"))
    assert [p.text for p in posts] == ["je copie\n[12/03/2025, 14:32:05] Zoé: ah", "ok"]


def test_damaged_lines_are_refused_by_name(file):
    text = (
        b"suite d'un message\n\n13/03/2025, 10:00 - Lea Fausse: a\0b\n13/03/2025, 10:01 - Lea Fausse: caf\xe9 \xff\n"
        b"\xc3\xa9\xc3\xa8\xc3\xa0\xc3\xa9\n13/03/2025, 10:02 - Lea Fausse: " + b"x" * 1_000_001 + b"\nfin\n"
        b"13/03/2025, 10:03 - Lea Fausse: ok\n"
    )
    posts, problems = read(file(text, "c.txt"), Recipe(format="whatsapp"))
    assert [p.text for p in posts] == ["ok"]
    assert places(problems) == [
        (1, "", "whatsapp_no_header"),
        (3, "text", "nul_character"),
        (4, "text", "broken_bytes"),
        (6, "text", "cell_too_long"),
    ]


def test_unknown_time_zone(file):
    with pytest.raises(UnreadableFile, match="time_zone_unknown"):
        read(ANDROID, Recipe(format="whatsapp", timezone="Mars/Olympus"))


def test_other_texts_are_not_taken_for_chats(file):
    for text in ("date,text\n12/03/2025 09:14,a\n", "Q: oui ?\nR: non\n", "12/03/2025 09:14 - une note\n", "# titre\n"):
        names = [s.name for s in (registry.sniff(file(text, "c.txt"))[0], *registry.sniff(file(text, "c.txt"))[1])]
        assert "whatsapp" not in names


WORDS = st.text(st.characters(codec="utf-8", exclude_characters="\r\0", exclude_categories=("Cs",)), max_size=30)
DAYS = st.sampled_from(["13/03/2025", "14/03/2025", "40/40/2025", "01/01/1960"])
LINES = st.lists(
    st.one_of(
        st.builds("{}, 10:0{} - {}: {}".format, DAYS, st.integers(0, 9), st.sampled_from(["Léa", "+33 6"]), WORDS),
        st.builds("{}, 10:00 - {}".format, DAYS, WORDS),
        WORDS,
    ),
    max_size=25,
)


@settings(max_examples=60, deadline=None)
@given(LINES)
def test_every_line_is_in_a_post_or_in_a_named_reject(tmp_path_factory, lines):
    path = tmp_path_factory.mktemp("chat") / "c.txt"
    text = "\n".join(lines) + "\n"
    path.write_text(text, encoding="utf-8", newline="")
    items = list(registry.read(path, Recipe(format="whatsapp", encoding="utf-8", date_order="dmy")))
    posts = [i for i in items if isinstance(i, PostRecord)]
    refused = [i for i in items if not isinstance(i, PostRecord) and i.severity is Severity.REJECTED]
    own = sum(int(i.params["count"]) for i in items if not isinstance(i, PostRecord) and i.code == "app_speaks")
    written = text.split("\n")[:-1]
    heads = [n for n, line in enumerate(written, 1) if header_of(line, "dash")]
    before = [
        n
        for n, line in enumerate(written, 1)
        if line.strip("\ufeff\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067 \t\r\n")
    ]
    strays = [n for n in before if not heads or n < heads[0]]
    assert len(posts) + len(refused) + own == len(heads) + len(strays)
    assert len({p.line for p in posts} | {p.line for p in refused}) == len(posts) + len(refused)
    for post in posts:
        end = next((n for n in heads if n > post.line), len(written) + 1)
        whole = "\n".join(written[post.line - 1 : end - 1])
        assert all(piece.strip() in whole for piece in post.text.split("\n")) or post.media or post.poll
    # A thread is named by a message of the file that stands in it, and every thread follows the one before.
    openings = {p.external_id: p for p in posts}
    assert all(openings[p.thread_external_id].thread_external_id == p.thread_external_id for p in posts)
    changes = [
        p.thread_external_id
        for n, p in enumerate(posts)
        if n == 0 or p.thread_external_id != posts[n - 1].thread_external_id
    ]
    assert len(changes) == len(set(changes))
    again = list(registry.read(path, replace(Recipe(), format="whatsapp", encoding="utf-8", date_order="dmy")))
    assert again == items
