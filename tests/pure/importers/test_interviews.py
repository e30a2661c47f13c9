"""Interviews in every container give the same turns; what is no talk is left out with a count."""

import io
import zipfile

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from odfdo import Document, Element, Paragraph

from corpus.importers import registry
from corpus.importers.base import Recipe, UnreadableFile
from corpus.importers.interviews.speakers import cut, shape, speakers, who_asks
from tests.pure.importers.conftest import places, read

TALK = (
    "Entretien avec une aide à domicile inventée\n"
    "Le 3 mars 2020\n"
    "\n"
    "Enquêtrice\u00a0: Comment se passe une journée\u202f?\n"
    "Mme Roche : Je commence à 7h30 : d'abord la toilette.\n"
    "Puis les repas.\n"
    "\n"
    "Enquêtrice : Et le soir ?\n"
    "Mme Roche : Je rentre.\n"
    "Son mari : Tard.\n"
    "Son mari : Très tard.\n"
)
TURNS = [
    ("Enquêtrice", "question", "Comment se passe une journée\u202f?", 0),
    ("Mme Roche", "turn", "Je commence à 7h30 : d'abord la toilette.\nPuis les repas.", 1),
    ("Enquêtrice", "question", "Et le soir ?", 0),
    ("Mme Roche", "turn", "Je rentre.", 3),
    ("Son mari", "turn", "Tard.", 3),
    ("Son mari", "turn", "Très tard.", 3),
]


def told(posts):
    number = {p.external_id: n for n, p in enumerate(posts, start=1)}
    return [(p.author_name, p.kind, p.text, number.get(p.parent_external_id, 0)) for p in posts]


def in_docx(*pieces) -> bytes:
    """Write paragraphs; a piece that is no text is the XML of a run."""
    made = docx.Document()
    for piece in pieces:
        if isinstance(piece, str):
            made.add_paragraph(piece)
        else:
            made.add_paragraph()._p.extend([parse_xml(f"<w:r {nsdecls('w')}/>"), *map(parse_xml, piece)])
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


def in_odt(*paragraphs: str, xml: str = "") -> bytes:
    made = Document("text")
    made.body.clear()
    for text in paragraphs:
        made.body.append(Paragraph(text))
    if xml:
        made.body.append(Element.from_tag(xml))
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


def in_rtf(text: str) -> bytes:
    escaped = "".join(c if c.isascii() else f"\\u{ord(c)}?" for c in text)
    return ("{\\rtf1\\ansi\\ansicpg1252 " + escaped.replace("\n", "\\par\n") + "}").encode()


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (TALK.encode(), "a.txt"),
        (TALK.replace("\u202f", " ").encode("cp1252"), "a.txt"),
        (TALK.encode("utf-16"), "a.txt"),
        (TALK.replace("\n", "\r\n").encode("utf-8-sig"), "a.txt"),
        (in_docx(*TALK.splitlines()), "a.docx"),
        (in_docx(TALK), "a.docx"),
        (in_odt(*TALK.splitlines()), "a.odt"),
        (in_rtf(TALK), "a.rtf"),
    ],
    ids=["utf8", "cp1252", "utf16", "bom", "docx", "docx-soft-breaks", "odt", "rtf"],
)
def test_the_same_turns_from_every_container(file, content, name):
    path = file(content, name)
    assert registry.sniff(path)[0].name == "interview"
    posts, problems = read(path)
    assert [(a, k, t.replace("\u202f", " "), p) for a, k, t, p in told(posts)] == [
        (a, k, t.replace("\u202f", " "), p) for a, k, t, p in TURNS
    ]
    assert {p.thread_external_id for p in posts} == {posts[0].external_id}
    assert len({p.author_external_id for p in posts}) == 3
    assert [p.title for p in posts] == ["Entretien avec une aide à domicile inventée", *[""] * 5]
    assert [(p.code, p.params, p.severity) for p in problems] == [
        ("interview_notes_left_out", {"count": "1"}, "warning")
    ]


def test_ids_are_stable_and_two_talks_with_one_title_do_not_mix(file):
    first, again = read(file(TALK, "a.txt"))[0], read(file(TALK, "b.txt"))[0]
    other = read(file(TALK.replace("Comment se", "Dites, comment se"), "c.txt"))[0]
    assert [p.external_id for p in first] == [p.external_id for p in again]
    assert not {p.external_id for p in first} & {p.external_id for p in other}
    assert not {p.author_external_id for p in first} & {p.author_external_id for p in other}
    assert all(p.external_id.startswith("~turn:") and p.author_external_id.startswith("~") for p in first)


W = nsdecls("w")


def test_tracked_changes_comments_and_notes_in_word(file):
    path = file(
        in_docx(
            "E1 : Vous aimez ce métier ?",
            [
                f"<w:r {W}><w:t>R1 : Oui</w:t></w:r>",
                f'<w:del {W} w:id="1" w:author="x"><w:r><w:delText> beaucoup</w:delText></w:r></w:del>',
                f'<w:ins {W} w:id="2" w:author="x"><w:r><w:t xml:space="preserve"> vraiment</w:t></w:r></w:ins>',
                f"<w:r {W}><w:br/><w:t>et</w:t><w:tab/><w:t>non.</w:t></w:r>",
                f'<w:r {W}><w:commentReference w:id="0"/></w:r>',
                f'<w:r {W}><w:footnoteReference w:id="2"/></w:r>',
            ],
            "E1 : Pourquoi ?",
            "R1 : Les gens.",
        ),
        "f.docx",
    )
    posts, problems = read(path)
    assert [p.text for p in posts] == ["Vous aimez ce métier ?", "Oui vraiment\net\tnon.", "Pourquoi ?", "Les gens."]
    assert [(p.code, p.params["count"], p.severity) for p in problems] == [
        ("comments_left_out", "1", "warning"),
        ("deletions_left_out", "1", "warning"),
        ("notes_left_out", "1", "warning"),
    ]


def test_comments_and_deletions_in_odt(file):
    note = (
        "<text:p>R1 : Oui<office:annotation><text:p>vraiment ?</text:p></office:annotation>"
        '<text:s text:c="2"/>et<text:line-break/>non.</text:p>'
    )
    posts, problems = read(file(in_odt("E1 : Ça va ?", "R1 : Non.", "E1 : Sûre ?", xml=note), "f.odt"))
    assert [p.text for p in posts] == ["Ça va ?", "Non.", "Sûre ?", "Oui  et\nnon."]
    assert [(p.code, p.params["count"]) for p in problems] == [("comments_left_out", "1")]


def test_rtf_leaves_deletions_out_and_joins_halves_of_emoji(file):
    rtf = (
        rb"{\rtf1\ansi\ansicpg1252 Q : \'c7a va ?\par R : Oui{\deleted\revauthdel1  non} \u-10179?\u-8704?\par "
        rb"Q : Et l\'e0 ?\par R : Moins{\*\annotation pour moi}.\par}"
    )
    posts, problems = read(file(rtf, "f.rtf"))
    assert [p.text for p in posts] == ["Ça va ?", "Oui 😀", "Et là ?", "Moins."]
    assert [(p.code, p.params["count"]) for p in problems] == [("comments_left_out", "1"), ("deletions_left_out", "1")]


def test_rows_of_a_table_are_turns(file):
    made = docx.Document()
    table = made.add_table(rows=0, cols=3)
    rows = (
        ("00:01", "Intervieweur", "Bonjour ?"),
        ("00:04", "P1", "Oui.\nBonjour."),
        ("00:09", "P1", "Voilà."),
    )
    for row in (*rows, ("00:12", "Intervieweur", "Merci.")):
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    stream = io.BytesIO()
    made.save(stream)
    posts, problems = read(file(stream.getvalue(), "t.docx"))
    assert told(posts) == [
        ("Intervieweur", "question", "Bonjour ?", 0),
        ("P1", "turn", "Oui.\nBonjour.", 1),
        ("P1", "turn", "Voilà.", 1),
        ("Intervieweur", "question", "Merci.", 0),
    ]
    assert problems == []


def test_times_in_front_and_a_speaker_without_words(file):
    text = (
        "[00:00:01] S00: Ça commence quand ?\n[00:00:04] S01: À huit heures.\n#00:00:09-5# S00 :\n"
        "(0:12) S01: Et demie.\n00:00:15 S02: Non.\n"
    )
    posts, problems = read(file(text, "n.txt"), Recipe("interview", options={"interviewer": "s00"}))
    assert [(p.author_name, p.kind, p.text) for p in posts] == [
        ("S00", "question", "Ça commence quand ?"),
        ("S01", "turn", "À huit heures."),
        ("S01", "turn", "Et demie."),
        ("S02", "turn", "Non."),
    ]
    assert places(problems) == [(3, "", "turn_without_words")]


def test_brackets_after_a_name_are_words_unless_they_are_a_role(file):
    text = "Q : Oui ?\nP1 (rires) : Non.\nZoé (aide) : Si.\nQ : Ah ?\nZoé (aide) : Voilà.\nP1 : Bon.\n"
    posts, problems = read(file(text, "f.txt"))
    assert [(p.author_name, p.text) for p in posts] == [
        ("Q", "Oui ?"), ("P1", "(rires) Non."), ("Zoé", "Si."), ("Q", "Ah ?"), ("Zoé", "Voilà."), ("P1", "Bon."),
    ]  # fmt: skip
    assert problems == []


def test_notes_without_speakers_keep_their_paragraphs(file):
    text = "Arrivée à 9h, il pleut.\nPersonne dans la cour.\n\nLa responsable me reçoit ; elle parle de : l'équipe.\n"
    path = file(text, "notes.txt")
    posts, problems = read(path)
    assert [(p.line, p.kind, p.text, p.author_name) for p in posts] == [
        (1, "post", "Arrivée à 9h, il pleut.\nPersonne dans la cour.", ""),
        (4, "post", "La responsable me reçoit ; elle parle de : l'équipe.", ""),
    ]
    assert places(problems) == [(0, "", "interview_without_speakers")]
    assert len(read(file(in_docx(*text.splitlines()), "notes.docx"))[0]) == 3


@pytest.mark.parametrize(
    ("content", "best"),
    [
        (TALK, "interview"),
        ("Une note de terrain, longue, avec des virgules.\nUne autre, plus courte.\nRien.\n", "interview"),
        ("id,message,auteur\n1,Bonjour,A\n2,Merci,B\n", "table"),
        ("nom;texte\nEnquêtrice;Bonjour ?\nR1;Oui.\n", "table"),
        ("message\nBonjour\nMerci\n", "table"),
        ("WEBVTT\n\n00:01.000 --> 00:02.000\nA: oui\n", "subtitles"),
    ],
)
def test_who_offers_to_read_a_text(file, content, best):
    found, others = registry.sniff(file(content, "f.txt"))
    assert found.name == best
    if best == "table":
        assert [o.name for o in others] == []


YAML = """\
interactions:
- request:
    body: '{"status": "bonjour"}'
    headers:
      Accept:
      - gzip, deflate
    method: POST
"""


@pytest.mark.parametrize("content", ['<?xml version="1.0"?>\n<a>, b</a>\n', "<!DOCTYPE html>\n<p>Bonjour</p>\n", YAML])
def test_markup_is_neither_an_interview_nor_a_table(file, content):
    with pytest.raises(UnreadableFile, match="file_unknown"):
        registry.sniff(file(content, "f.txt"))


@pytest.mark.parametrize(
    "content",
    [
        "marie:\n  Depuis quand ?\nluce:\n  Depuis dix ans.\n" * 9,
        "<id>,<message>\n1,Bonjour\n2,Merci\n",
        "note: rien\n" * 9,
    ],
)
def test_what_only_looks_like_markup_is_read(file, content):
    assert registry.sniff(file(content, "f.txt"))[0].confidence >= 0.2


def test_it_asks_who_the_interviewer_is_only_when_the_text_does_not_show_it(file):
    entry = registry.entry("interview")
    unsure = file("Ana: Tu crois ?\nBea: Et toi ?\nAna: Oui.\nBea: Ah.\n", "a.txt")
    recipe = registry.guess_recipe(unsure)
    assert recipe.format == "interview"
    assert entry.questions(unsure, recipe) == ("interviewer",)
    assert entry.questions(unsure, Recipe("interview", options={"interviewer": "Bea"})) == ()
    assert [p.kind for p in read(unsure, Recipe("interview", options={"interviewer": "Bea :"}))[0]] == [
        "turn", "question", "turn", "question",
    ]  # fmt: skip
    sure = file(TALK, "b.txt")
    assert entry.questions(sure, registry.guess_recipe(sure)) == ()


@pytest.mark.parametrize(
    ("line", "name", "said"),
    [
        ("Nom : dit", "Nom", "dit"),
        ("Nom\u00a0: dit : encore", "Nom", "dit : encore"),
        ("E1:dit", "E1", "dit"),
        ("[SPEAKER_01]: dit", "SPEAKER_01", "dit"),
        ("**Claire :** dit", "Claire", "dit"),
        ("00:01:02,500 --> 00:01:04,000 Claire: dit", "Claire", "dit"),
        ("[00:12] 7 heures", "", "7 heures"),
        ("Claire Martin   0:05", "Claire Martin", ""),
        ("P1\tdit", "P1", "dit"),
        ("https://exemple.test/a", "", "https://exemple.test/a"),
        ("Exemple : rien", "", "Exemple : rien"),
        ("Je lui dis, enfin bon : rien", "", "Je lui dis, enfin bon : rien"),
        ("C'est fini. Je rentre : voilà", "", "C'est fini. Je rentre : voilà"),
        ("à 7:30 du matin", "", "à 7:30 du matin"),
    ],
)
def test_cutting_a_line(line, name, said):
    found = cut(line)
    assert (found.name, found.said) == (name, said)


def test_who_speaks():
    assert speakers(["Ana", "Bea", "", "Ana", "Bea", "Zoé", "cette chose"]) == {"Ana", "Bea", "Zoé"}
    assert speakers(["Lieu dit", "E1", "R2", "E1", "R3"]) == {"E1", "R2", "R3"}
    assert speakers(["Q", "R"]) == {"Q", "R"}
    assert speakers(["Ainsi", "", ""]) == frozenset()
    assert [shape(n) for n in ("P12", "Speaker 3", "Mme Roche", "ANA", "la dame")] == [
        "A0", "Aa 0", "mme Aa", "A", "a a",
    ]  # fmt: skip


def test_who_asks():
    assert who_asks([("Q", "Bien."), ("R", "Quoi ?")]).names == {"Q"}
    assert who_asks([("A", "Quoi ?"), ("B", "Rien."), ("A", "Où ?"), ("B", "Là ?"), ("B", "Ici."), ("B", "Oui.")]) == (
        type(who_asks([]))(frozenset({"A"}), is_sure=True)
    )
    assert not who_asks([("A", "Quoi ?"), ("B", "Qui ?")]).is_sure


def test_a_title_by_style_names_the_thread(file):
    made = docx.Document()
    made.add_heading("Mon terrain", 0)
    for text in ("Q : Où ?", "R : Là.", "Q : Quand ?", "R : Hier."):
        made.add_paragraph(text)
    stream = io.BytesIO()
    made.save(stream)
    posts, problems = read(file(stream.getvalue(), "t.docx"))
    assert ([p.title for p in posts], [p.text for p in posts], problems) == (
        ["Mon terrain", "", "", ""],
        ["Où ?", "Là.", "Quand ?", "Hier."],
        [],
    )


def test_documents_that_are_empty_or_damaged(file):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as made:
        made.writestr("word/document.xml", "<a>")
    for content, code in (
        (in_docx(), "file_empty"),
        (stream.getvalue(), "archive_damaged"),
        (b"{\\rtf1}", "file_empty"),
    ):
        with pytest.raises(UnreadableFile) as refused:
            read(file(content, "f.bin"))
        assert refused.value.code == code
