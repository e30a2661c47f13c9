"""Give people aliases that say nothing, and put those aliases in the place of their names; pure.

A digest is HMAC-SHA256 under the key of the corpus: without the key nobody can test whether a known handle is in the
corpus. The same person met by id, handle or name is one person as soon as one post shows two of them together.
"""

import hashlib
import hmac
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import combinations

from corpus.text import fold_in_place, fold_name, mentions

PREFIXES = {"home_help": "AD", "gp": "MG"}
OTHER_PREFIX = "PA"
_HMAC_BLOCK = 64
_WORD = re.compile(r"@?\w+")
_CAPITALS = re.compile(r"(?<!\w)[^\W\d_a-zà-ÿ][\w'’-]*(?: [^\W\d_a-zà-ÿ][\w'’-]*){1,3}")
_LONGEST_NAME = 4  # words tried behind an @ against people of earlier files
_SHORTEST_BARE_HANDLE = 5


def digest(key: bytes, platform: str, kind: str, value: str) -> bytes:
    """Return the keyed digest of something native to a platform; kind keeps ids, names and posts apart."""
    return hmac.digest(key, f"{platform}\0{kind}\0{value}".encode(errors="surrogatepass"), "sha256")


def digester(key: bytes, platform: str, kind: str) -> Callable[[str], bytes]:
    """Return what gives the `digest` of many values of one kind, at half the price."""
    inner, outer = _padded(key, f"{platform}\0{kind}\0".encode())

    def mark(value: str) -> bytes:
        within, around = inner.copy(), outer.copy()
        within.update(value.encode(errors="surrogatepass"))
        around.update(within.digest())
        return around.digest()

    return mark


def _padded(key: bytes, start: bytes) -> "tuple[hashlib._Hash, hashlib._Hash]":
    """Return the two SHA-256 states of HMAC (RFC 2104), key and start worked in once, to be copied for every value."""
    block = (hashlib.sha256(key).digest() if len(key) > _HMAC_BLOCK else key).ljust(_HMAC_BLOCK, b"\0")
    return hashlib.sha256(bytes(b ^ 0x36 for b in block) + start), hashlib.sha256(bytes(b ^ 0x5C for b in block))


def alias(prefix: str, number: int) -> str:
    """Return an alias such as AD-017."""
    return f"{prefix}-{number:03d}"


def prefix_of(profession: str) -> str:
    """Return the letters of the aliases of a profession."""
    return PREFIXES.get(profession, OTHER_PREFIX)


def keyed_order(key: bytes, seed: bytes, digests: Iterable[bytes]) -> list[bytes]:
    """Return the digests in an order that is fixed for key and seed and unrelated to the order they came in."""
    inner, outer = _padded(key, b"order\0" + seed)

    def place(mark: bytes) -> bytes:
        within, around = inner.copy(), outer.copy()
        within.update(mark)
        around.update(within.digest())
        return around.digest()

    return sorted(digests, key=place)


@dataclass(slots=True)
class People:
    """Join ids, handles and names of one file to persons, numbered from 0; `root` gives the number that counts."""

    keeps_names: bool = False
    by_id: dict[str, int] = field(default_factory=dict)
    by_name: dict[str, int] = field(default_factory=dict)
    # Every name that may stand in a text, folded, with the person it means; the first bearer keeps a shared one.
    spoken: dict[str, int] = field(default_factory=dict)
    # Persons who put a question as an interviewer.
    asked: set[int] = field(default_factory=set)
    _written: dict[int, str] = field(default_factory=dict)
    _wrote: set[int] = field(default_factory=set)
    _above: list[int] = field(default_factory=list)
    _names_beside_ids: dict[str, set[int]] = field(default_factory=dict)

    def author(self, external_id: str, handle: str, name: str) -> int | None:
        """Return the person behind an author; None when the post names nobody."""
        person = self._author(external_id, handle, name)
        if person is not None:
            self._wrote.add(person)
            if self.keeps_names:
                self._written.setdefault(person, name or handle or external_id)
        return person

    def writers(self) -> set[int]:
        """Return the persons who wrote a post, after `settle`."""
        return {self.root(p) for p in self._wrote}

    def interviewers(self) -> set[int]:
        """Return the persons who put questions, after `settle`."""
        return {self.root(p) for p in self.asked}

    def written_names(self) -> dict[int, str]:
        """Return each writer's name as the file has it, after `settle`; empty unless names are kept."""
        return {self.root(person): name for person, name in self._written.items()}

    def joined(self) -> Iterator[tuple[int, int]]:
        """Yield the numbers that lead to another one, with that one."""
        for person in range(len(self._above)):
            root = self.root(person)
            if root != person:
                yield person, root

    def _author(self, external_id: str, handle: str, name: str) -> int | None:
        folded = fold_name(handle)
        if folded:
            person = self._person(self.by_name, folded)
            if " " in name:
                self.spoken.setdefault(fold_name(name), person)
            return self._join(person, self._person(self.by_id, external_id)) if external_id else person
        folded = fold_name(name)
        if external_id:
            person = self._person(self.by_id, external_id)
            if folded:
                self._names_beside_ids.setdefault(folded, set()).add(person)
            return person
        return self._person(self.by_name, folded) if folded else None

    def mentioned(self, handle: str, external_id: str = "") -> int:
        """Return the person behind a mention."""
        person = self._person(self.by_name, fold_name(handle))
        return self._join(person, self._person(self.by_id, external_id)) if external_id else person

    def settle(self) -> None:
        """Join each display name to the one id that bears it; a name that several ids bear says nothing."""
        with_id = {self.root(p) for p in self.by_id.values()}
        for name, bearers in self._names_beside_ids.items():
            roots = {self.root(p) for p in bearers}
            holder = self.by_name.get(name)
            if len(roots) == 1 and (holder is None or self.root(holder) not in with_id):
                self._join(self._person(self.by_name, name), roots.pop())
            self.spoken.setdefault(name, min(bearers))
        self.spoken |= self.by_name

    def root(self, person: int) -> int:
        """Return the number all joined numbers of a person lead to."""
        above = self._above
        while above[person] != person:
            above[person] = above[above[person]]
            person = above[person]
        return person

    def _person(self, index: dict[str, int], value: str) -> int:
        found = index.get(value)
        if found is None:
            found = index[value] = len(self._above)
            self._above.append(found)
        return found

    def _join(self, one: int, other: int) -> int:
        a, b = self.root(one), self.root(other)
        self._above[max(a, b)] = min(a, b)
        return min(a, b)


class Masker:
    """Replace people in texts by their aliases: @mentions always, names and handles without @ when unmistakable."""

    def __init__(
        self, names: dict[str, int], known: Callable[[str], int | None] | None, aliases: Callable[[int], str]
    ) -> None:
        """Take the names of the file, a look-up for names of earlier files, and the alias of a person."""
        self._names = names
        self._known = known
        self._alias = aliases
        self._by_first_word: dict[str, list[str]] = {}
        for name in sorted(names, key=len, reverse=True):
            first = _WORD.match(fold_in_place(name))
            if first:
                self._by_first_word.setdefault(first[0].removeprefix("@"), []).append(name)
        # A name can stand without @ only when it is unmistakable; capitals are looked at later.
        self._starts = {w for w, found in self._by_first_word.items() if any(_may_stand_bare(n) for n in found)}

    def finds_nothing(self, text: str, words: Iterable[str]) -> bool:
        """Tell, at the speed of C, that a text of these words, as `fold_in_place` writes them, names nobody."""
        return "@" not in text and self._known is None and self._starts.isdisjoint(words)

    def mask(self, text: str) -> tuple[str, set[int]]:
        """Return the text with aliases in place of people, and the persons it names."""
        named: set[int] = set()
        folded = fold_in_place(text)
        pieces: list[str] = []
        done = 0
        for start, end, person in sorted(self._found(text, folded), key=lambda hit: (hit[0], -hit[1])):
            if start < done:
                continue
            named.add(person)
            sign = "@" if text[start] == "@" else ""
            pieces += [text[done:start], sign, self._alias(person)]
            done = end
        return ("".join([*pieces, text[done:]]) if pieces else text), named

    def _found(self, text: str, folded: str) -> list[tuple[int, int, int]]:
        found = [self._of_earlier_file(text, m.start, m.end, m.word) for m in mentions(text)]
        for word in _WORD.finditer(folded):
            candidates = self._by_first_word.get(word[0].removeprefix("@"))
            if candidates:
                with_sign = word[0].startswith("@")
                after_sign = word.start() + with_sign
                hit = self._longest(text, folded, after_sign, candidates, with_sign)
                if hit and not _inside_word(folded, word.start()):
                    found.append((word.start(), after_sign + len(hit), self._names[hit]))
        return found + self._bare_known(text)

    def _longest(self, text: str, folded: str, at: int, candidates: list[str], with_sign: bool) -> str:
        for name in candidates:
            end = at + len(name)
            if not folded.startswith(name, at) or folded[end : end + 1].isalnum() or folded[end : end + 1] == "_":
                continue
            if with_sign or _is_unmistakable(text[at:end]):
                return name
        return ""

    def _of_earlier_file(self, text: str, start: int, end: int, word: str) -> tuple[int, int, int]:
        """Try the longest run of words behind the @ that is a person already known; else the one word."""
        if self._known is None:
            return start, end, self._names[fold_name(word)]
        words = list(re.finditer(r"[\w.'’-]+", text[start + 1 : start + 120]))[:_LONGEST_NAME]
        for last in reversed(words[1:]):
            person = self._known(fold_name(text[start + 1 : start + 1 + last.end()]))
            if person is not None:
                return start, start + 1 + last.end(), person
        return start, end, self._names[fold_name(word)]

    def _bare_known(self, text: str) -> list[tuple[int, int, int]]:
        found: list[tuple[int, int, int]] = []
        if self._known is None:
            return found
        for run in _CAPITALS.finditer(text):
            words = [m.span() for m in re.finditer(r"[^ ]+", run[0])]
            for (start, _), (_, end) in combinations(words, 2):
                person = self._known(fold_name(run[0][start:end]))
                if person is not None:
                    found.append((run.start() + start, run.start() + end, person))
        return found


def _inside_word(text: str, at: int) -> bool:
    return text[at] == "@" and at > 0 and (text[at - 1].isalnum() or text[at - 1] in "_@./")


def _may_stand_bare(name: str) -> bool:
    return " " in name or (len(name) >= _SHORTEST_BARE_HANDLE and any(c.isdigit() or c == "_" for c in name))


def _is_unmistakable(written: str) -> bool:
    """Tell whether words without @ can only mean the person: capitalized words, or a handle no dictionary holds."""
    if " " in written:
        return sum(word[:1].isupper() for word in written.split()) > 1
    return _may_stand_bare(written)
