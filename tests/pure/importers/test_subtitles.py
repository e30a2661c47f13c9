"""Subtitles give turns in order; bad indexes, notes and settings cost no words."""

import pytest

from corpus.importers import registry
from corpus.importers.base import Recipe, UnreadableFile
from tests.pure.importers.conftest import places, read

VOICES = """\ufeffWEBVTT - une rencontre inventée

STYLE
::cue { color: red }

NOTE relu le 3 mars
et encore

intro
00:00:01.000 --> 00:00:04.000 align:start position:0%
<v Claire>On commence ?</v>

00:00:04.000 --> 00:00:06.000
<v Claire>Par <i>quoi</i> &amp; où ?

2
00:00:06.000 --> 00:00:09.000
<v.loud P1>La <c.rouge>toilette</c>, si 3 < 4.
<v Claire>Ah ?
00:09.000 --> 00:10.500
<v P1><00:09.500>Oui.
"""


def test_voices_and_markup(file):
    path = file(VOICES, "a.vtt")
    found, _ = registry.sniff(path)
    assert (found.name, found.confidence, found.encoding) == ("subtitles", 0.95, "utf-8-sig")
    posts, problems = read(path)
    assert [(p.line, p.author_name, p.kind, p.text) for p in posts] == [
        (11, "Claire", "question", "On commence ?\nPar quoi & où ?"),
        (18, "P1", "turn", "La toilette, si 3 < 4."),
        (18, "Claire", "question", "Ah ?"),
        (21, "P1", "turn", "Oui."),
    ]
    assert [p.parent_external_id for p in posts] == ["", posts[0].external_id, "", posts[2].external_id]
    assert [(p.line, p.code, p.params, p.severity) for p in problems] == [
        (0, "comments_left_out", {"count": "1"}, "warning")
    ]


SRT = """1
00:00:00,500 --> 00:00:07,000
Q : Tu fais quoi ?

1
00:00:07,000 -> 00:00:11,89
R : Des repas,

des courses.

trois
0:00:11,890-->00:00:16,320 X1:40 X2:60
et le ménage.
4
00:00:16,320 --> 00:00:20,000
Q : Souvent ?
5
00:00:20,000 --> 00:00:21,000

6
00:00:21,000 --> 00:00:22,000
R : Oui.
"""


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "utf-16"])
def test_malformed_srt_loses_no_words(file, encoding):
    posts, problems = read(file(SRT.replace("\n", "\r\n"), "a.srt", encoding))
    assert [(p.author_name, p.kind, p.text) for p in posts] == [
        ("Q", "question", "Tu fais quoi ?"),
        ("R", "turn", "Des repas,\ndes courses.\net le ménage."),
        ("Q", "question", "Souvent ?"),
        ("R", "turn", "Oui."),
    ]
    assert problems == []


def test_without_header_and_speakers_each_cue_is_a_post(file):
    posts, problems = read(file("texte perdu\n00:01.000 --> 00:02.000\nun\n\n00:02.000 --> 00:03.000\ndeux\ntrois\n"))
    assert [(p.line, p.kind, p.text, p.author_name) for p in posts] == [
        (3, "post", "un", ""),
        (6, "post", "deux\ntrois", ""),
    ]
    assert places(problems) == [(0, "", "interview_without_speakers")]


def test_words_before_the_first_cue_are_named(file):
    posts, problems = read(file("WEBVTT\n\nun mot\nperdu\n\n00:01.000 --> 00:02.000\nun\n"))
    assert [p.text for p in posts] == ["un"]
    assert places(problems) == [
        (3, "", "words_outside_cue"),
        (4, "", "words_outside_cue"),
        (0, "", "interview_without_speakers"),
    ]


def test_broken_lines_cost_themselves(file):
    posts, problems = read(
        file(b"WEBVTT\n\n00:01.000 --> 00:02.000\nA: oui ?\nnul\x00\n\n00:03.000 --> 00:04.000\nB: non\n")
    )
    assert [(p.author_name, p.text) for p in posts] == [("A", "oui ?"), ("B", "non")]
    assert places(problems) == [(5, "", "nul_character")]


def test_only_a_header_is_empty(file):
    with pytest.raises(UnreadableFile) as refused:
        read(file("WEBVTT\n\n"))
    assert refused.value.code == "file_empty"


def test_the_interviewer_may_be_named(file):
    path = file("00:01.000 --> 00:02.000\nAna: Là ?\n\n00:02.000 --> 00:03.000\nBea: Ici ?\n", "a.vtt")
    entry = registry.entry("subtitles")
    assert entry.questions(path, Recipe("subtitles")) == ("interviewer",)
    posts, _ = read(path, Recipe("subtitles", options={"interviewer": "Bea"}))
    assert [p.kind for p in posts] == ["turn", "question"]
