"""Measure how a file of 1 GB is streamed, and how soon files made to exhaust a machine are refused.

Run it through `./entente bench corpus_files`. Each reading has a process of its own, so that its memory is its own;
times are medians of three.
"""

import json
import multiprocessing
import resource
import statistics
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable
from multiprocessing.queues import Queue
from pathlib import Path
from typing import Any

GIGABYTE, RUNS = 1 << 30, 3
MOST_MEMORY_MB, MOST_SECONDS = 300, 2.0
SENTENCE = "bonjour la dame veut que je lave les carreaux mais ce n'est pas au contrat, on peut refuser ? "


def write_lines(path: Path, size: int) -> int:
    """Write invented posts, one a line, up to a size in bytes; return how many."""
    block, count = bytearray(), 0
    while len(block) < 4 << 20:
        post = {
            "id": str(1_200_000_000_000_000_000 + count),
            "text": f"Message numéro {count} : " + SENTENCE * (1 + count % 7),
            "created_at": f"2020-02-{1 + count % 28:02d}T10:{count % 60:02d}:00Z",
            "user": {"name": f"auteur_{count % 4000}"},
            "likes": count % 17,
        }
        block += json.dumps(post, ensure_ascii=False).encode() + b"\n"
        count += 1
    blocks = max(1, size // len(block))
    with path.open("wb") as stream:
        for _ in range(blocks):
            stream.write(block)
    return count * blocks


def zip_of(path: Path, name: str, block: bytes, times: int, start: bytes = b"") -> None:
    """Write a zip with one part of repeated bytes."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made, made.open(name, "w", force_zip64=True) as part:
        part.write(start)
        for _ in range(times):
            part.write(block)


def workbook_bomb(path: Path) -> None:
    """Write a workbook with 200 MB of shared strings."""
    zip_of(path, "xl/sharedStrings.xml", b"<si><t>aaaaaaaa</t></si>" * 4096, 2000, b"<sst>")
    with zipfile.ZipFile(path, "a") as made:
        made.writestr("xl/workbook.xml", "<workbook/>")


def crowded_zip(path: Path) -> None:
    """Write a zip of 200,000 empty parts."""
    with zipfile.ZipFile(path, "w") as made:
        for number in range(200_000):
            made.writestr(f"{number}.txt", b"")


def laughing_document(path: Path) -> None:
    """Write a document whose entities unfold to gigabytes."""
    entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    with zipfile.ZipFile(path, "w") as made:
        made.writestr("word/document.xml", f'<!DOCTYPE d [<!ENTITY e0 "ha">{entities}]><d>&e11;</d>')


def deep_document(path: Path) -> None:
    """Write a document nested a million times."""
    zip_of(path, "word/document.xml", b"<a>" * 1000, 1000)


BOMBS: dict[str, Callable[[Path], Any]] = {
    "zip, 1 GB of zeros": lambda path: zip_of(path, "a.txt", bytes(1 << 20), 1024),
    "zip, 200,000 parts": crowded_zip,
    "XLSX, 200 MB of shared strings": workbook_bomb,
    "DOCX, entities that unfold": laughing_document,
    "DOCX, a million levels": deep_document,
    "JSON, 100,000 levels of objects": lambda path: path.write_bytes(b'{"a":' * 100_000 + b"1" + b"}" * 100_000),
    "JSON, 100,000 levels of lists": lambda path: path.write_bytes(b"[" * 100_000 + b"]" * 100_000),
    "JSON, an object without end of 60 MB": lambda path: path.write_bytes(b'{"a":{"b":"' + b"x" * 60_000_000),
    "JSON, an object of a million names": lambda path: path.write_bytes(
        b"{" + b",".join(b'"k%d":1' % n for n in range(1_000_000)) + b"}"
    ),
    "CSV, 10 MB of bare commas": lambda path: path.write_bytes(b"," * 10_000_000),
    "CSV, a million columns": lambda path: path.write_bytes(b"a," * 1_000_000 + b"\n" + b"1," * 1_000_000),
}


def peak_mb() -> float:
    """Return the most memory this process has held so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def stream(path: str, results: "Queue[tuple[float, float, str]]") -> None:
    """Read every post of a file; report seconds, peak memory and the count."""
    from corpus.importers import registry
    from corpus.importers.base import PostRecord

    started = time.monotonic()
    recipe = registry.guess_recipe(Path(path))
    count = sum(isinstance(item, PostRecord) for item in registry.read(Path(path), recipe))
    results.put((time.monotonic() - started, peak_mb(), str(count)))


def decode(path: str, results: "Queue[tuple[float, float, str]]") -> None:
    """Decode every line and do nothing with it: what no reader can be faster than."""
    started = time.monotonic()
    with Path(path).open(encoding="utf-8") as lines:
        count = sum(1 for line in lines if json.loads(line))
    results.put((time.monotonic() - started, peak_mb(), str(count)))


def refuse(path: str, results: "Queue[tuple[float, float, str]]") -> None:
    """Try to read a file; report seconds, the memory it took and the code of the refusal."""
    from corpus.importers import registry
    from corpus.importers.base import UnreadableFile

    code, before, started = "accepted", peak_mb(), time.monotonic()
    try:
        for _ in registry.read(Path(path), registry.guess_recipe(Path(path))):
            pass
    except UnreadableFile as refused:
        code = refused.code
    results.put((time.monotonic() - started, peak_mb() - before, code))


def in_process(work: Any, path: Path) -> tuple[float, float, str]:
    """Run one reading in a fresh process."""
    context = multiprocessing.get_context("spawn")
    results = context.Queue()
    process = context.Process(target=work, args=(str(path), results))
    process.start()
    found: tuple[float, float, str] = results.get(timeout=1800)
    process.join()
    return found


def measure_stream(folder: Path, size: int) -> bool:
    """Print how the large file is streamed; say whether its memory stays under the bar."""
    path = folder / "posts.jsonl"
    written = write_lines(path, size)
    seconds, peak, count = in_process(stream, path)
    plain, _, _ = in_process(decode, path)
    megabytes = path.stat().st_size / (1 << 20)
    path.unlink()
    print(f"JSON lines {megabytes:8,.0f} MB, {written:,} posts, read {count}")
    print(f"posts      {written / seconds:8,.0f} /s ({seconds:.0f} s); lines merely decoded {written / plain:,.0f} /s")
    print(f"ratio      {plain / seconds:8.2f}")
    print(f"peak memory{peak:8.0f} MB (bar {MOST_MEMORY_MB} MB)")
    return count == str(written) and peak < MOST_MEMORY_MB


def measure_bombs(folder: Path, runs: int) -> bool:
    """Print how soon each bomb is refused; say whether all are, in time."""
    fine = True
    for name, write in BOMBS.items():
        path = folder / "bomb.bin"
        write(path)
        found = [in_process(refuse, path) for _ in range(runs)]
        seconds, memory = statistics.median(f[0] for f in found), max(f[1] for f in found)
        print(f"{name:40} {seconds:6.2f} s (bar {MOST_SECONDS:.0f} s) {memory:5.0f} MB more  {found[0][2]}")
        fine = fine and seconds < MOST_SECONDS and found[0][2] != "accepted"
        path.unlink()
    return fine


def main(size: int = GIGABYTE, runs: int = RUNS) -> int:
    """Print all measurements; return 1 when a bar is missed."""
    with tempfile.TemporaryDirectory() as folder:
        bombs = measure_bombs(Path(folder), runs)
        streamed = measure_stream(Path(folder), size)
    return 0 if bombs and streamed else 1


def test_a_large_file_streams_and_bombs_are_refused_at_once() -> None:
    """Let `./entente bench corpus_files` run the measurement."""
    assert main() == 0


if __name__ == "__main__":
    sys.exit(main(*(int(a) for a in sys.argv[1:])))
