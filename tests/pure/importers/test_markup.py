"""HTML and Markdown bodies become the text a reader saw; Meta's bytes become letters."""

import pytest

from corpus.importers.markup import Markup, read_html, read_markdown, text_of_html, text_of_markdown
from corpus.importers.mojibake import repaired


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("déjà du texte", "déjà du texte"),
        ("l&#39;avenant &amp; le contrat", "l'avenant & le contrat"),
        ("<p>Un</p><p>Deux<br>Trois</p>", "Un\n\nDeux\nTrois"),
        ("<p>Un</p>\n\n<p>  Deux\n mots </p>", "Un\n\nDeux mots"),
        ("a<br /><br />b", "a\n\nb"),
        ("<ul><li>un</li><li><b>deux</b></li></ul>fin", "- un\n- deux\n\nfin"),
        ("<blockquote><p>cité<br>suite</p></blockquote><p>réponse</p>", "> cité\n> suite\n\nréponse"),
        ("<p>a</p><script>alert(1)</script><style>p{}</style><p>b</p>", "a\n\nb"),
        ("un &lt;b&gt; écrit", "un <b> écrit"),
        ("2 < 3 et 4 > 1 <i>oui</i>", "2 < 3 et 4 > 1 oui"),
        ("<pre><code>a  b\n  c</code></pre>", "a  b\n  c"),
        ('<img class="emoji" alt=":coeur:"> merci', ":coeur: merci"),
        ("payé\u00a0?<b> oui</b>", "payé\u00a0? oui"),
        ("<p>jamais fermé <b>gras", "jamais fermé gras"),
        ("<!-- rien --><p>vu</p>", "vu"),
        ("", ""),
    ],
)
def test_text_of_html(body, text):
    assert text_of_html(body) == text


def test_links_mentions_and_pictures():
    body = (
        '<p><span class="h-card"><a class="u-url mention" href="https://exemple.social/@ana">@<span>ana</span></a></span>'
        ' lis <a href="https://exemple.org/a?b=1&amp;c=2"><span class="invisible">https://</span>exemple.org/a</a> '
        '<a class="mention hashtag" href="https://exemple.social/tags/aide">#<span>aide</span></a>'
        '<a href="javascript:alert(1)">x</a></p><img src="p.png" alt="Un planning"><img src="q.png">'
    )
    assert read_html(body) == Markup(
        "@ana lis https://exemple.org/a #aidex", ("https://exemple.org/a?b=1&c=2",), ("Un planning", "")
    )


def test_deep_nesting_is_no_depth():
    assert text_of_html("<div>" * 20_000 + "fond") == "fond"
    assert text_of_html("<blockquote>" * 3 + "fond") == "> > > fond"


@pytest.mark.parametrize(
    "piece",
    ["<!", "<!--", "<a ", "</a ", '<a b="', "<a '", "<script>", "<p>", "<blockquote>", "&", "<![CDATA[", "<img alt="],
)
def test_hostile_html_is_read_to_its_end(piece):
    assert len(text_of_html("<p>" + piece * 10_000)) < 400_000


@pytest.mark.parametrize("piece", ["*a", "[a", ">", "- ", "[a](", "`", "![", "_a ", "a\n"])
def test_hostile_markdown_too(piece):
    assert len(text_of_markdown(piece * 2_000)) < 20_000


def test_more_signs_than_any_text_has_stay_as_written():
    assert text_of_markdown("[a](b) " * 1_000) == ("a " * 1_000).strip()
    assert text_of_markdown("[a](b) " * 1_001) == ("[a](b) " * 1_001).strip()


def test_attributes():
    body = """<img alt='un > deux' src=x> <A HREF=https://exemple.org/a title="l'oubli">lien</A><a href="x'>y"z</a>"""
    assert read_html(body) == Markup('lien<a href="x\'>y"z', ("https://exemple.org/a",), ("un > deux",))


def test_markdown():
    body = (
        "## Congés\n\n**Bonjour** @ana #aide,\nvoici [la règle](https://exemple.org/r) :\n\n- un\n- _deux_\n\n"
        "> cité\n\n![Le planning](p.png) <b>&eacute;</b>"
    )
    assert read_markdown(body) == Markup(
        "Congés\n\nBonjour @ana #aide,\nvoici la règle :\n\n- un\n- deux\n\n> cité\n\n<b>é</b>",
        ("https://exemple.org/r",),
        ("Le planning",),
    )
    assert text_of_markdown("#doctoctoc TA 17/10 ?") == "#doctoctoc TA 17/10 ?"


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("n\u00e2\u0080\u0099est pas pay\u00c3\u00a9", "n’est pas payé"),
        ("\u00f0\u009f\u0098\u0080", "😀"),
        ("déjà bon", "déjà bon"),  # é alone is no valid UTF-8
        ("n’est", "n’est"),  # outside latin-1
        ("plain", "plain"),
        ("", ""),
    ],
)
def test_mojibake(written, meant):
    assert repaired(written) == meant
