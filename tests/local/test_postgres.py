"""Our own PostgreSQL: what was committed survives, nothing stays behind, nobody else's folder is touched."""

import json
import os
import pathlib
import shutil
import signal
import stat
import subprocess
import sys
import tempfile

import psutil
import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict

from coding_app.local import binaries, postgres
from coding_app.local import places as places_module
from coding_app.local.errors import AlreadyRunning, LocalError
from coding_app.local.places import create_private, find_places, lock
from coding_app.local.postgres import Cluster, open_cluster
from tests.local.conftest import ledger_of, processes_of, wait_for

IS_ROOT = os.geteuid() == 0


def write_rows(address: str, count: int) -> None:
    """Commit `count` rows, one by one."""
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("CREATE TABLE kept (number int)")
        for number in range(count):
            connection.execute("INSERT INTO kept VALUES (%s)", [number])


def count_rows(address: str) -> int:
    """Return how many rows are there."""
    with psycopg.connect(address) as connection:
        return connection.execute("SELECT count(*) FROM kept").fetchone()[0]


def test_settings_keep_what_was_committed(cluster: Cluster) -> None:
    wanted = {"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on", "data_checksums": "on"}
    wanted |= {"listen_addresses": "", "unix_socket_permissions": "0700", "server_encoding": "UTF8"}
    with psycopg.connect(cluster.url) as connection:
        found = {name: connection.execute("SELECT current_setting(%s)", [name]).fetchone()[0] for name in wanted}
        role = connection.execute(
            "SELECT rolname, rolsuper, rolcreatedb FROM pg_roles WHERE rolname = current_user"
        ).fetchone()
        for extension in ("unaccent", "pg_trgm", "btree_gin"):
            connection.execute(f"CREATE EXTENSION {extension}")
        lowered = connection.execute("SELECT lower('ÉTÉ')").fetchone()[0]
    assert found == wanted
    assert role == ("entente", False, False)
    assert lowered == "été"


def test_wrong_password_is_refused(cluster: Cluster) -> None:
    parts = conninfo_to_dict(cluster.url) | {"password": "guess"}
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(**parts)


def test_killed_server_starts_again_with_every_committed_row(cluster: Cluster) -> None:
    write_rows(cluster.url, 200)
    cluster.server.kill()
    cluster.server.wait()
    cluster.start(ledger_of(cluster.places))
    assert count_rows(cluster.url) == 200


def test_stop_leaves_no_process(cluster: Cluster) -> None:
    assert processes_of(cluster.places.var)
    cluster.stop(ledger_of(cluster.places))
    assert processes_of(cluster.places.var) == []


def test_server_ends_when_its_supervisor_is_killed(cluster: Cluster) -> None:
    places, var = cluster.places, cluster.places.var
    cluster.stop(ledger_of(places))
    script = (
        "import time; from tests.local.conftest import *; from coding_app.local.places import find_places\n"
        f"places = find_places(pathlib.Path({str(var)!r})); cluster = open_cluster(places)\n"
        "cluster.start(ledger_of(places)); print('up', flush=True); time.sleep(60)"
    )
    owner = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True)
    assert owner.stdout.readline() == "up\n"
    owner.kill()
    owner.communicate()
    wait_for(lambda: not processes_of(var), 15)


def test_stale_pid_file_with_a_strangers_number_is_removed_and_the_stranger_lives(cluster: Cluster) -> None:
    write_rows(cluster.url, 3)
    text = (cluster.places.data / "postmaster.pid").read_text()
    cluster.server.kill()
    cluster.server.wait()
    stranger = subprocess.Popen(["sleep", "60"])
    try:
        stale = text.replace(text.split("\n", 1)[0], str(stranger.pid), 1)
        (cluster.places.data / "postmaster.pid").write_text(stale)
        cluster.start(ledger_of(cluster.places))
        assert count_rows(cluster.url) == 3
        assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait()


def test_leftover_server_of_a_killed_run_is_ended_first(cluster: Cluster) -> None:
    places = cluster.places
    write_rows(cluster.url, 5)
    old = cluster.server.pid
    second = open_cluster(places)
    second.start(ledger_of(places))
    cluster.server.wait(timeout=5)
    assert second.server.pid != old
    assert count_rows(second.url) == 5
    second.stop(ledger_of(places))


def test_ledger_ends_only_what_it_can_prove(tmp_path: pathlib.Path) -> None:
    ours, stranger = (subprocess.Popen(["sleep", "60"]) for _ in range(2))
    ledger = postgres.Ledger(tmp_path / "processes.json")
    ledger.add("ours", ours.pid, signal.SIGTERM)
    ledger.add("stranger", stranger.pid, signal.SIGTERM)
    path = tmp_path / "processes.json"
    rows = json.loads(path.read_text())
    rows[1]["started"] = "another boot:1"
    path.write_text(json.dumps(rows))
    try:
        assert postgres.Ledger(path).end_leftovers() == ["ours"]
        assert ours.wait(timeout=5) == -signal.SIGTERM
        assert stranger.poll() is None
        path.write_text("[{")
        assert postgres.Ledger(path).end_leftovers() == []
    finally:
        stranger.kill()
        stranger.wait()


def test_second_start_in_one_folder_is_refused(cluster: Cluster) -> None:
    places = cluster.places
    with lock(places), pytest.raises(AlreadyRunning, match=f"already runs in .*process {os.getpid()}"):
        lock(places)


def test_another_major_version_is_refused_and_data_kept(cluster: Cluster) -> None:
    places = cluster.places
    cluster.stop(ledger_of(places))
    (places.data / "PG_VERSION").write_text("16\n")
    with pytest.raises(LocalError, match="made by PostgreSQL 16"):
        open_cluster(places).start(ledger_of(places))
    (places.data / "PG_VERSION").write_text("18\n")
    cluster.start(ledger_of(places))


def test_killed_initdb_leaves_nothing_half_made(var: pathlib.Path) -> None:
    places = find_places(var)
    first = open_cluster(places)
    (places.data / "fresh").mkdir()
    (places.data / "fresh" / "PG_VERSION").write_text("18\n")
    (places.data / "base").mkdir()
    first.start(ledger_of(places))
    try:
        write_rows(first.url, 1)
    finally:
        first.stop(ledger_of(places))


@pytest.mark.skipif(not IS_ROOT, reason="only root has to hand the server to another account")
def test_root_runs_the_server_as_another_user_in_its_own_folder(cluster: Cluster) -> None:
    process = psutil.Process(cluster.server.pid)
    assert process.username() == cluster.places.account.name
    assert process.uids().effective != 0
    assert cluster.places.data.stat().st_uid == cluster.places.account.uid
    assert stat.S_IMODE(cluster.places.data.stat().st_mode) == 0o700


@pytest.mark.skipif(not IS_ROOT, reason="only root has to hand the server to another account")
def test_a_clone_in_a_closed_folder_stays_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    closed = pathlib.Path(tempfile.mkdtemp(prefix="entente-closed-")).resolve()  # mode 0700, like /root
    var = closed / "clone" / "var"
    var.mkdir(parents=True)
    before = {folder: folder.stat().st_mode for folder in (closed, closed / "clone", var)}
    wheel = binaries.candidates()[0]
    package = wheel.parent.parent
    for folder in (package, package.with_name(f"{package.name}.libs")):
        shutil.copytree(folder, closed / folder.name, symlinks=True)
    monkeypatch.setattr(binaries, "candidates", lambda: [closed / package.name / "pginstall" / "bin"])
    places = find_places(var)
    try:
        assert places.home.parent == pathlib.Path("/var/lib")
        found = open_cluster(places)
        assert found.binaries.folder.is_relative_to(places.home)
        found.start(ledger_of(places))
        write_rows(found.url, 1)
        found.stop(ledger_of(places))
        assert find_places(var) == places
        assert {folder: folder.stat().st_mode for folder in before} == before
    finally:
        for folder in (closed, places.home, places.socket):
            shutil.rmtree(folder, ignore_errors=True)


def test_somebody_elses_socket_folder_is_refused(tmp_path: pathlib.Path) -> None:
    target = tmp_path / "elsewhere"
    target.mkdir()
    (tmp_path / "socket").symlink_to(target)
    with pytest.raises(LocalError, match="belongs to somebody else"):
        create_private(tmp_path / "socket", None)


def test_secrets_are_made_once_and_are_private(var: pathlib.Path) -> None:
    places = find_places(var)
    places_module.create_folders(places)
    path = places.secrets / "secret_key"
    value = path.read_text()
    places_module.create_folders(places)
    assert path.read_text() == value
    assert len(value.strip()) == 64
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(places.secrets.stat().st_mode) == 0o700


def test_no_postgresql_anywhere_names_two_ways_out(monkeypatch: pytest.MonkeyPatch, tmp_path: pathlib.Path) -> None:
    monkeypatch.setattr(binaries, "candidates", lambda: [tmp_path])
    with pytest.raises(LocalError, match=r"(?s)Two ways out: install PostgreSQL.*or set DATABASE_URL"):
        binaries.find_binaries(None, tmp_path)


@pytest.mark.parametrize(("gib", "kept"), [(0.5, "128MB"), (2, "256MB"), (24, "512MB")])
def test_server_keeps_an_eighth_of_the_memory(
    gib: float, kept: str, var: pathlib.Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sizes = {"SC_PAGE_SIZE": 4096, "SC_PHYS_PAGES": int(gib * 2**30) // 4096}
    cluster = open_cluster(find_places(var))
    monkeypatch.setattr(os, "sysconf", sizes.__getitem__)
    assert f"shared_buffers={kept}" in cluster._command()
