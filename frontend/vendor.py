"""Copy the few browser files we ship from npm packages into the tree: `python frontend/vendor.py` (needs npm).

The lock holds the packages' sha512; vendor.json, beside the files, holds the sha256 of what is shipped.
"""

import hashlib
import json
import re
import shutil
import subprocess
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
SITE, BROWSER_TESTS, ICONS = ROOT / "static/vendor", ROOT / "tests/browser/vendor", ROOT / "static/icons"
# A source map that is not shipped would break the hashing of static file names.
SOURCE_MAP = re.compile(rb"\n?//# sourceMappingURL=\S+\s*$")


@dataclass(frozen=True)
class Wanted:
    """One file of one package, and the folder and name it is shipped under."""

    package: str
    file: str
    licence_file: str
    folder: Path
    target: str


@dataclass(frozen=True)
class Shipped:
    """One line of vendor.json."""

    name: str
    version: str
    license: str
    file: str
    sha256: str


WANTED = [
    Wanted("htmx.org", "dist/htmx.min.js", "LICENSE", SITE, "htmx-{version}.min.js"),
    Wanted("axe-core", "axe.min.js", "LICENSE", BROWSER_TESTS, "axe-{version}.min.js"),
]


def install(folder: Path) -> Path:
    """Install the locked packages, without running their scripts, and return node_modules."""
    for name in ("package.json", "package-lock.json", ".npmrc"):
        shutil.copy(HERE / name, folder / name)
    subprocess.run(["npm", "ci", "--ignore-scripts"], cwd=folder, check=True)  # noqa: S607  (npm of the PATH)
    return folder / "node_modules"


def ship(modules: Path, wanted: Wanted) -> Shipped:
    """Copy one file and its licence, replacing older versions of it."""
    about = json.loads((modules / wanted.package / "package.json").read_text(encoding="utf-8"))
    wanted.folder.mkdir(parents=True, exist_ok=True)
    for old in wanted.folder.glob(wanted.target.format(version="*")):
        old.unlink()
    target = wanted.folder / wanted.target.format(version=about["version"])
    content = SOURCE_MAP.sub(b"\n", (modules / wanted.package / wanted.file).read_bytes())
    target.write_bytes(content)
    licence = (modules / wanted.package / wanted.licence_file).read_text(encoding="utf-8")
    (wanted.folder / f"{wanted.package}.LICENSE.txt").write_text(licence, encoding="utf-8")
    return Shipped(about["name"], about["version"], about["license"], target.name, hashlib.sha256(content).hexdigest())


def sprite(modules: Path, names: list[str]) -> str:
    """Join the icons named in icons.txt into one SVG of symbols."""
    symbols = []
    for name in names:
        drawing = (modules / f"lucide-static/icons/{name}.svg").read_text(encoding="utf-8")
        inside = drawing[drawing.index(">", drawing.index("<svg")) + 1 : drawing.rindex("</svg>")]
        shapes = re.sub(r"\s+", " ", inside).strip()
        shapes = shapes.replace("> <", "><").replace(" />", "/>")
        symbols.append(f'<symbol id="{name}" viewBox="0 0 24 24">{shapes}</symbol>')
    return "\n".join(['<svg xmlns="http://www.w3.org/2000/svg">', *symbols, "</svg>", ""])


def main() -> None:
    """Refresh every vendored file and the lists of their hashes."""
    with tempfile.TemporaryDirectory() as folder:
        modules = install(Path(folder))
        for place in (SITE, BROWSER_TESTS):
            shipped = [asdict(ship(modules, wanted)) for wanted in WANTED if wanted.folder == place]
            (place / "vendor.json").write_text(json.dumps(shipped, indent=2) + "\n", encoding="utf-8")
        ICONS.mkdir(parents=True, exist_ok=True)
        names = (HERE / "icons.txt").read_text(encoding="utf-8").split()
        (ICONS / "sprite.svg").write_text(sprite(modules, names), encoding="utf-8")
        licence = (modules / "lucide-static/LICENSE").read_text(encoding="utf-8")
        (ICONS / "lucide-static.LICENSE.txt").write_text(licence, encoding="utf-8")


if __name__ == "__main__":
    main()
