"""What we ship from others is what we wrote down: version in the name, hash, licence; no host in the lock."""

import hashlib
import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = [ROOT / "static/vendor", ROOT / "tests/browser/vendor"]
ENTRIES = [(folder, entry) for folder in FOLDERS for entry in json.loads((folder / "vendor.json").read_text())]


@pytest.mark.parametrize(("folder", "entry"), ENTRIES, ids=[entry["file"] for _folder, entry in ENTRIES])
def test_file_has_its_hash_version_and_licence(folder, entry):
    content = (folder / entry["file"]).read_bytes()
    assert hashlib.sha256(content).hexdigest() == entry["sha256"]
    assert entry["version"] in entry["file"]
    assert b"sourceMappingURL" not in content
    assert entry["license"] in {"BSD-0-Clause", "0BSD", "ISC", "MIT", "MPL-2.0"}
    assert len((folder / f"{entry['name']}.LICENSE.txt").read_text()) > 300


def test_known_versions_are_shipped():
    assert {(entry["name"], entry["version"]) for _folder, entry in ENTRIES} == {
        ("htmx.org", "4.0.1"),
        ("axe-core", "4.14.1"),
    }


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.parent.name)
def test_nothing_unlisted_is_shipped(folder):
    listed = {entry["file"] for _place, entry in ENTRIES if _place == folder}
    assert {path.name for path in folder.glob("*.js")} == listed


def test_lock_pins_by_hash_and_names_no_host():
    wanted = json.loads((ROOT / "frontend/package.json").read_text())["devDependencies"]
    lock = json.loads((ROOT / "frontend/package-lock.json").read_text())["packages"]
    assert {name: lock[f"node_modules/{name}"]["version"] for name in wanted} == wanted
    for name, package in lock.items():
        assert "resolved" not in package, name
        assert name == "" or package["integrity"].startswith("sha512-"), name


def test_base_page_loads_the_vendored_htmx():
    page = (ROOT / "templates/base.html").read_text()
    [htmx] = [entry for _folder, entry in ENTRIES if entry["name"] == "htmx.org"]
    assert f"vendor/{htmx['file']}" in page


def test_sprite_holds_exactly_the_listed_icons():
    names = (ROOT / "frontend/icons.txt").read_text().split()
    sprite = (ROOT / "static/icons/sprite.svg").read_text()
    assert re.findall(r'<symbol id="([^"]+)"', sprite) == names == sorted(set(names))
