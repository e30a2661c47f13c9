"""Backup and restore: a whole instance comes back, a damaged file changes nothing."""

import json
import pathlib
import stat
import tempfile
import zipfile
from collections.abc import Callable

import psycopg
import pytest

from coding_app.local import backup as module
from coding_app.local.backup import (
    DUMP,
    ERASURES,
    MANIFEST,
    files_in_place,
    instance_files,
    join_erasures,
    seal,
    unpack,
    write_archive,
)
from coding_app.local.errors import LocalError
from coding_app.local.postgres import Cluster
from tests.local.conftest import entente, ledger_of


@pytest.fixture
def archive(tmp_path: pathlib.Path) -> pathlib.Path:
    """Return a small sound backup, whose dump is not a real one."""
    var = tmp_path / "var"
    for name, text in {
        "uploads/a.csv": "un,deux\n" * 500,
        "secrets/key": "k",
        "secrets/database_password": "p",
    }.items():
        (var / name).parent.mkdir(parents=True, exist_ok=True)
        (var / name).write_text(text)
    (tmp_path / DUMP).write_bytes(bytes(range(256)) * 40)
    write_archive(tmp_path / "b.zip", {DUMP: tmp_path / DUMP} | instance_files(var), ["coding_app.0001_studies"])
    return tmp_path / "b.zip"


def rewrite(source: pathlib.Path, change: Callable[[dict], None], **extra: str) -> None:
    """Change the manifest of a backup, and add files."""
    with zipfile.ZipFile(source) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    manifest = json.loads(parts[MANIFEST])
    change(manifest)
    parts |= {MANIFEST: json.dumps(manifest).encode()} | {name: text.encode() for name, text in extra.items()}
    with zipfile.ZipFile(source, "w") as new:
        for name, content in parts.items():
            new.writestr(name, content)
        new.comment = b"0" * 64
    seal(source)


def unpack_here(archive: pathlib.Path) -> pathlib.Path:
    """Unpack a backup into a new folder."""
    folder = pathlib.Path(tempfile.mkdtemp(dir=archive.parent))
    unpack(archive, folder)
    return folder


def test_sound_backup_holds_files_and_keys_but_not_this_instances_password(archive: pathlib.Path) -> None:
    folder = unpack_here(archive)
    names = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    assert names == ["database.dump", "secrets/key", "uploads/a.csv"]
    assert (folder / "uploads/a.csv").read_text() == "un,deux\n" * 500
    assert stat.S_IMODE(archive.stat().st_mode) == 0o600
    assert stat.S_IMODE((folder / "secrets/key").stat().st_mode) == 0o600


@pytest.mark.parametrize("share", [0.2, 0.5, 0.9, 0.999])
def test_one_changed_byte_is_refused(archive: pathlib.Path, share: float) -> None:
    content = bytearray(archive.read_bytes())
    content[int(len(content) * share)] ^= 0xFF
    archive.write_bytes(content)
    with pytest.raises(LocalError, match="Nothing was changed"):
        unpack_here(archive)


@pytest.mark.parametrize("kept", [0, 10, 1000])
def test_cut_file_is_refused(archive: pathlib.Path, kept: int) -> None:
    archive.write_bytes(archive.read_bytes()[:kept])
    with pytest.raises(LocalError, match="damaged or no backup"):
        unpack_here(archive)


def test_newer_versions_are_refused(archive: pathlib.Path) -> None:
    rewrite(archive, lambda manifest: manifest["migrations"].append("coding_app.9999_later"))
    with pytest.raises(LocalError, match=r"newer Entente \(it has coding_app\.9999_later\)"):
        unpack_here(archive)
    rewrite(archive, lambda manifest: manifest.update(format=2))
    with pytest.raises(LocalError, match="newer Entente"):
        unpack_here(archive)


def test_foreign_files_are_refused(archive: pathlib.Path) -> None:
    for name in ("../outside", "postgres/pg_hba.conf", "secrets/database_password"):
        listed = {"size": 1, "sha256": "0" * 64}
        rewrite(
            archive, lambda manifest, name=name, listed=listed: manifest["files"].update({name: listed}), **{name: "x"}
        )
        with pytest.raises(LocalError, match="does not belong there"):
            unpack_here(archive)
        rewrite(archive, lambda manifest, name=name: manifest["files"].pop(name))
        with pytest.raises(LocalError, match="what its manifest lists"):
            unpack_here(archive)
        archive.unlink()
        write_archive(archive, {DUMP: archive.parent / DUMP}, [])
    assert not (archive.parent / "outside").exists()


def test_placed_files_go_away_when_the_database_fails(tmp_path: pathlib.Path) -> None:
    staged, var = tmp_path / "staged", tmp_path / "var"
    (staged / "uploads").mkdir(parents=True)
    (staged / "uploads" / "a.csv").write_text("a")
    seen = []

    def restore() -> None:
        with files_in_place(staged, var):
            seen.append((var / "uploads" / "a.csv").read_text())
            raise LocalError("the database says no")

    with pytest.raises(LocalError, match="says no"):
        restore()
    assert seen == ["a"]
    assert not (var / "uploads" / "a.csv").exists()


def test_round_trip_and_refusals_on_a_real_database(cluster: Cluster, monkeypatch: pytest.MonkeyPatch) -> None:
    var, target = cluster.places.var, cluster.places.var / "saved.zip"
    monkeypatch.setenv("ENTENTE_VAR", str(var))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    with psycopg.connect(cluster.url) as connection:
        connection.execute("CREATE EXTENSION IF NOT EXISTS unaccent")
        connection.execute("CREATE TABLE coding_app_user AS SELECT 'Zoé 🙂' AS name, now() AS last_login")
        connection.execute("CREATE TABLE coding_app_project (name text)")
        connection.execute("ALTER TABLE coding_app_user ADD CHECK (name <> '')")
    (var / "uploads" / "a.csv").write_text("pseudonyme")
    cluster.stop(ledger_of(cluster.places))

    assert entente("backup", str(target)).returncode == 0
    assert "exists already" in entente("backup", str(target)).stderr
    refused = entente("restore", str(target))
    assert (refused.returncode, "in use already" in refused.stderr) == (1, True)
    assert (var / "uploads" / "a.csv").read_text() == "pseudonyme"

    cluster.start(ledger_of(cluster.places))
    with psycopg.connect(cluster.url) as connection:
        connection.execute("UPDATE coding_app_user SET name = 'owner', last_login = NULL")  # as after a first start
    (var / "uploads" / "a.csv").unlink()
    cluster.stop(ledger_of(cluster.places))
    told = entente("restore", str(target))
    assert told.returncode == 0, told.stderr
    cluster.start(ledger_of(cluster.places))
    with psycopg.connect(cluster.url) as connection:
        assert connection.execute("SELECT name FROM coding_app_user").fetchall() == [("Zoé 🙂",)]
        assert connection.execute("SELECT unaccent('Zoé')").fetchone() == ("Zoe",)
        with pytest.raises(psycopg.errors.CheckViolation):
            connection.execute("INSERT INTO coding_app_user VALUES ('', NULL)")
    assert (var / "uploads" / "a.csv").read_text() == "pseudonyme"


def test_passwords_never_stand_on_a_command_line(monkeypatch: pytest.MonkeyPatch) -> None:
    seen = {}

    def remember(command: list[str], **options: object) -> object:
        seen.update(command=command, environment=options["env"])
        return type("Done", (), {"returncode": 0})

    monkeypatch.setattr(module.subprocess, "run", remember)
    monkeypatch.setattr(module, "find_binaries", lambda *_: type("B", (), {"program": staticmethod(str)}))
    module.run_tool("pg_dump", ["--format=custom"], "postgresql://a:s3cret@db.example:5433/study?sslmode=require")
    assert seen["command"] == ["pg_dump", "--format=custom"]
    wanted = {"PGHOST": "db.example", "PGPORT": "5433", "PGDATABASE": "study", "PGUSER": "a", "PGPASSWORD": "s3cret"}
    assert wanted.items() <= seen["environment"].items()
    assert seen["environment"]["PGSSLMODE"] == "require"


def test_no_erasure_is_ever_taken_off_the_list(tmp_path: pathlib.Path) -> None:
    kept, here = tmp_path / "kept.jsonl", tmp_path / "here.jsonl"
    assert join_erasures(kept, here) == 0
    assert not here.exists()
    kept.write_text('{"erasure": "a"}\n{"erasure": "b"}\n')
    here.write_text('{"erasure": "b"}\n{"erasure": "c"}\n')
    assert join_erasures(kept, here) == 3
    assert here.read_text().splitlines() == ['{"erasure": "b"}', '{"erasure": "c"}', '{"erasure": "a"}']
    assert here.stat().st_mode & 0o077 == 0


def test_the_list_of_erasures_travels_with_the_backup(tmp_path: pathlib.Path) -> None:
    (tmp_path / ERASURES).write_text("{}\n")
    assert ERASURES in instance_files(tmp_path)
