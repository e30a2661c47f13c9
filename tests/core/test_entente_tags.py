"""Template tags of the design system, by what they write."""

import datetime as dt

import pytest
from django import forms
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import translation

from coding_app.templatetags import entente


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


def render(source, **context):
    return Template("{% load entente %}" + source).render(Context(context))


@pytest.mark.parametrize(
    ("value", "english", "french"),
    [
        (0.423, "42%", "42\u202f%"),
        (1, "100%", "100\u202f%"),
        (0, "0%", "0\u202f%"),
        (None, "–", "–"),
        (float("nan"), "–", "–"),
    ],
)
def test_percent_follows_the_language(value, english, french):
    assert entente.percent(value) == english
    with translation.override("fr"):
        assert entente.percent(value) == french


def test_halves_round_up_as_by_hand():
    assert [entente.percent(n / 8) for n in (1, 3, 5, 7)] == ["13%", "38%", "63%", "88%"]
    assert (entente.percent(0.285), entente.coefficient(0.125), entente.coefficient(-0.125)) == ("29%", "0.13", "−0.13")


def test_percent_with_digits():
    assert entente.percent(0.4237, 1) == "42.4%"
    with translation.override("fr"):
        assert entente.percent(0.4237, 1) == "42,4\u202f%"


def test_share_of_nothing_is_a_dash():
    assert entente.share(12, 40) == "12 / 40 (30%)"
    assert entente.share(0, 0) == "–"
    assert entente.share(None, 4) == "–"


def test_coefficient_keeps_its_decimals_and_has_a_true_minus():
    assert entente.coefficient(0.8) == "0.80"
    assert entente.coefficient(-0.125, 3) == "−0.125"
    assert entente.coefficient(0.996) == "1.00"
    assert entente.coefficient(-0.001) == "0.00"
    assert entente.coefficient(None) == "–"


def test_number_is_grouped():
    assert entente.number(1234567) == "1,234,567"
    assert entente.number(None) == "–"


def test_icon_is_silent_unless_labelled():
    assert 'aria-hidden="true"' in entente.icon("flag")
    assert 'sprite.svg#flag"' in entente.icon("flag")
    assert 'role="img" aria-label="Doubt"' in entente.icon("flag", label="Doubt")


def test_texts_are_escaped():
    assert "&lt;b&gt;" in entente.code_chip("<b>", color=2, key="k")
    assert "&lt;b&gt;" in entente.icon("flag", label="<b>")
    assert "&quot;" in entente.interval(0.5, text='"')


def test_interval_places_point_and_range():
    drawing = entente.interval(0.5, 0.25, 0.75)
    assert '<circle class="interval-point" cx="60"' in drawing
    assert 'x="30" y="5" width="60"' in drawing
    assert 'aria-label="0.50, between 0.25 and 0.75"' in drawing
    assert "interval-zero" not in drawing


def test_interval_keeps_points_in_the_drawing_and_marks_zero():
    drawing = entente.interval(-0.9, -1.0, 0.4, min=-0.2, max=1.0, tone="warn")
    assert 'cx="0"' in drawing
    assert '<line class="interval-zero" x1="20" x2="20"' in drawing
    assert 'class="interval is-warn"' in drawing
    assert "style=" not in drawing


def test_interval_writes_points_whatever_the_language():
    with translation.override("fr"):
        assert 'cx="40.2"' in entente.interval(0.335)


def test_interval_without_value_draws_only_the_scale():
    drawing = entente.interval(None)
    assert 'aria-label="No value"' in drawing
    assert "interval-point" not in drawing


@pytest.mark.parametrize(
    ("color", "expected"),
    [(3, "k3"), ("k12", "k12"), ("16", "k16"), (17, "k15"), (0, "k15"), ("²", "k15"), (None, "k15")],
)
def test_color_class(color, expected):
    assert entente.color_class(color) == expected


def test_chip_shows_its_key_or_its_pattern():
    assert entente.code_chip("Pay", color=3, key="p") == '<span class="chip k3"><kbd>p</kbd>Pay</span>'
    assert '<span class="swatch" aria-hidden="true"></span>Pay' in entente.code_chip("Pay", color=3)
    assert "chip k3 is-removed" in entente.code_chip("Pay", color=3, removed=True)


def test_review_states_differ_by_icon_and_words():
    drawn = [entente.review_state(state) for state in entente.STATE_ICONS]
    assert len({text.split("#")[1].split('"')[0] for text in drawn}) == 5
    assert "Not coded by all" in drawn[0]


def test_progress_has_name_and_figures():
    drawn = entente.progress(3, 1200, "My queue")
    assert '<progress max="1200" value="3" aria-label="My queue">' in drawn
    assert "3 / 1,200" in drawn
    assert 'max="1"' in entente.progress(0, 0, "x")


def test_moment_says_what_is_known():
    at = dt.datetime(2019, 3, 12, 18, 42, tzinfo=dt.UTC)
    assert entente.moment(at) == '<time datetime="2019-03-12T18:42:00+00:00">March 12, 2019, 19:42</time>'
    assert "19:42" not in entente.moment(at, precision="day")
    assert ">March 2019<" in entente.moment(at, precision="month")
    assert "≈" in entente.moment(at, status="estimated")
    assert "time zone assumed" in entente.moment(at, status="local_assumed")
    assert entente.moment(dt.date(2019, 3, 12)) == '<time datetime="2019-03-12">March 12, 2019</time>'
    assert "undated" in entente.moment(None)


class Sample(forms.Form):
    name = forms.CharField(help_text="As colleagues read it.")
    unit = forms.ChoiceField(choices=[("post", "Post")], widget=forms.RadioSelect, required=False)
    blind = forms.BooleanField(required=False)
    place = forms.ChoiceField(choices=[("a", "A")], required=False)


def test_field_ties_label_help_and_error():
    html = render("{% field form.name data_search='' %}", form=Sample({}))
    assert '<label class="label" for="id_name">' in html
    assert 'aria-describedby="id_name-help id_name-error"' in html
    assert 'id="id_name-help"' in html
    assert 'id="id_name-error"' in html
    assert 'aria-invalid="true"' in html
    assert 'data-search=""' in html
    assert "optional" not in html


def test_field_draws_groups_checks_and_selects():
    form = Sample()
    group = render("{% field form.unit %}", form=form)
    assert "<fieldset" in group
    assert "<legend" in group
    check = render("{% field form.blind %}", form=form)
    assert 'class="check"' in check
    assert check.index("<input") < check.index("<label")
    assert 'class="select"' in render("{% field form.place %}", form=form)


@pytest.mark.parametrize(
    ("cookie", "preference", "expected"),
    [
        ("dark", "light", "dark"),
        ("", "light", "light"),
        ("", "system", "auto"),
        ("", None, "auto"),
        ('"><script>', "dark", "auto"),
    ],
)
def test_theme_is_the_cookie_then_the_preference(cookie, preference, expected):
    request = RequestFactory().get("/")
    if cookie:
        request.COOKIES["theme"] = cookie
    assert entente.theme_name(Context({"request": request, "theme": preference})) == expected


def test_theme_without_a_request_is_automatic():
    assert entente.theme_name(Context({})) == "auto"
