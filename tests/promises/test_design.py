"""The design system keeps its promises: contrast in both themes, icons that exist, no inline code."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CSS = (ROOT / "static/css/tokens.css").read_text()
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
ICONS = set((ROOT / "frontend/icons.txt").read_text().split())
PAIR = r"light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)"
CODES = re.findall(rf"\.k(\d+) \{{ --k-bg: {PAIR}; --k-ink: {PAIR}; --k-line: {PAIR};", CSS)
TOKENS = {name: pair for name, *pair in re.findall(rf"--([a-z-]+): {PAIR};", CSS)}


def luminance(color):
    parts = [int(color[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_contrast_is_the_one_of_wcag():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


def test_there_are_sixteen_code_colors():
    assert [int(code[0]) for code in CODES] == list(range(1, 17))
    assert len({code[1] for code in CODES}) == len({code[2] for code in CODES}) == 16


@pytest.mark.parametrize("code", CODES, ids=lambda code: f"k{code[0]}")
@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
def test_code_colors_read_in_both_themes(code, theme):
    ground, ink, line = code[1 + theme], code[3 + theme], code[5 + theme]
    assert contrast(ink, ground) >= 7
    assert contrast(line, ground) >= 3
    assert contrast(line, TOKENS["surface"][theme]) >= 3


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize("ink", ["ink", "ink-soft", "accent", "ok", "warn", "bad"])
@pytest.mark.parametrize("ground", ["paper", "surface", "sunken"])
def test_text_reads_on_every_ground(ink, ground, theme):
    assert contrast(TOKENS[ink][theme], TOKENS[ground][theme]) >= 4.5


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("ink", "ground"), [(name, f"{name}-soft") for name in ("ok", "warn", "bad", "accent")])
def test_states_read_on_their_own_ground(ink, ground, theme):
    assert contrast(TOKENS[ink][theme], TOKENS[ground][theme]) >= 4.5


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT / "templates")))
def test_template_uses_only_what_the_policy_allows(path):
    text = path.read_text()
    assert not re.search(r"<[^>]*\sstyle=", text)
    assert not re.search(r"<[^>]*\son[a-z]+=", text)
    assert not re.search(r"hx-on|<style|javascript:|\|\s*safe\b", text)
    assert not re.search(r"<script(?![^>]*\bsrc=)(?![^>]*application/json)", text)
    assert set(re.findall(r'{% icon "([^"]+)"', text)) <= ICONS
    assert set(re.findall(r'icon_name="([^"]+)"', text)) <= ICONS


def test_navigation_icons_exist():
    source = (ROOT / "coding_app/projects/context.py").read_text()
    named = re.findall(r'\("[a-z]+:[a-z_]+", _\("[^"]+"\), "([a-z0-9-]+)"', source)
    assert named
    assert set(named) <= ICONS


@pytest.mark.parametrize("path", sorted((ROOT / "static/css").rglob("*.css")), ids=lambda path: path.name)
def test_rules_live_in_a_layer(path):
    text = re.sub(r"/\*.*?\*/", "", path.read_text(), flags=re.DOTALL).strip()
    assert re.match(r"@layer (reset|tokens|base|components|pages|print)\b", text), "begin with @layer"
    assert text.count("{") == text.count("}")
    assert "url(" not in text
