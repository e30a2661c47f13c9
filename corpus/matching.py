"""Match the people of a file with the authors of a corpus, without ever storing a name."""

from functools import lru_cache

from corpus import redaction, staging
from corpus.importers.base import Problem, Severity
from corpus.models import Author, AuthorDigest, Profession, Source
from corpus.pseudonyms import Masker, People, alias, digest, digester, keyed_order, prefix_of

LEFT_OUT = redaction.LEFT_OUT["fr"]
"""What stands in a text in the place of somebody who asked to be left out; neutral, the same for all."""


class Matching:
    """Match the people of a file with the authors of the corpus and give the new ones their aliases."""

    def __init__(self, source: Source, people: People, key: bytes, *, seed: bytes, erased: set[bytes]) -> None:
        """Match at once; `erased` holds the digests of people and posts that asked to be left out."""
        self.problems: list[Problem] = []
        self._source = source
        self._people = people
        self._staged: set[int] = set()
        self.erased = erased
        self._key = key
        known = AuthorDigest.objects.filter(corpus_id=source.corpus_id).values_list("digest", "author_id", "kind")
        rows = [(bytes(mark), author, kind) for mark, author, kind in known.iterator(chunk_size=10_000)]
        self._known = {mark: author for mark, author, _ in rows}
        self._with_id = {author for _, author, kind in rows if kind == AuthorDigest.Kind.ID}
        has_names = any(kind != AuthorDigest.Kind.ID for _, _, kind in rows)
        authors = Author.objects.filter(corpus_id=source.corpus_id)
        self._taken = dict(authors.values_list("pk", "alias"))
        self._marks = self._digests()
        self._left_out = {p for p, marks in self._marks.items() if any(mark in erased for mark, _ in marks)}
        self._asking = people.interviewers()
        self._authors = self._match()
        self._alias = self._aliases(seed)
        self._by_author: dict[int, int] = {author: person for person, author in self._authors.items()}
        look_up = lru_cache(maxsize=50_000)(self._known_name) if has_names or erased else None
        self.masker = Masker(self._people.spoken, look_up, lambda person: self._alias[self._people.root(person)])

    def _digests(self) -> dict[int, list[tuple[bytes, str]]]:
        """Return the digests of each person, the strong ones (ids) first."""
        marks: dict[int, list[tuple[bytes, str]]] = {}
        for kind, index in (("id", self._people.by_id), ("name", self._people.by_name)):
            mark_of = digester(self._key, self._source.platform, f"author-{kind}")
            for value, person in index.items():
                marks.setdefault(self._people.root(person), []).append((mark_of(value), kind))
        return marks

    def _match(self) -> dict[int, int]:
        """Return the author of each person the corpus already knows; an id decides before a name."""
        found: dict[int, int] = {}
        for person, marks in self._marks.items():
            has_id = any(kind == "id" for _, kind in marks)
            for mark, kind in marks:
                author = None if person in self._left_out else self._known.get(mark)
                if author is None or (kind == "name" and has_id and person not in found and author in self._with_id):
                    continue  # somebody else of that name, who has another id
                if found.setdefault(person, author) != author:
                    self.problems.append(Problem(0, "", "persons_not_joined", {}, Severity.WARNING))
        return found

    def _aliases(self, seed: bytes) -> dict[int, str]:
        """Return the alias of each person; new ones are numbered in an order that says nothing."""
        taken = self._taken
        aliases = {person: taken[author] for person, author in self._authors.items()}
        aliases |= dict.fromkeys(self._left_out, LEFT_OUT)
        new = {marks[0][0]: person for person, marks in self._marks.items() if person not in aliases}
        writers = self._people.writers()
        last: dict[str, int] = {}
        for name in taken.values():
            letters, _, digits = name.partition("-")
            last[letters] = max(last.get(letters, 0), int(digits) if digits.isdigit() else 0)
        for mark in keyed_order(self._key, seed, new):
            prefix = prefix_of(self._profession(new[mark], writers))
            last[prefix] = last.get(prefix, 0) + 1
            aliases[new[mark]] = alias(prefix, last[prefix])
        return aliases

    def _profession(self, person: int, writers: set[int]) -> str:
        """Return the profession of the source for those who write; who asks the questions or is only named has none."""
        return self._source.profession if person in writers and person not in self._asking else Profession.OTHER.value

    def _known_name(self, name: str) -> int | None:
        """Return the person behind a name of an earlier file, taking that person into this one."""
        mark = digest(self._key, self._source.platform, "author-name", name)
        if mark in self.erased:
            person = self._people.mentioned(name)
            self._left_out.add(person)
            self._alias[person], self._marks[person] = LEFT_OUT, []
            return person
        author = self._known.get(mark)
        if author is None:
            return None
        if author not in self._by_author:
            person = self._people.mentioned(name)
            self._by_author[author] = person
            self._authors[person] = author
            self._alias[person] = self._taken[author]
            self._marks[person] = []
        return self._by_author[author]

    def stage(self) -> None:
        """Copy the people of the file to their temporary tables; call it again after masking, which may find more."""
        writers = self._people.writers()
        rows = [
            (p, self._authors.get(p), name, self._profession(p, writers), p in self._left_out)
            for p, name in self._alias.items()
            if p not in self._staged
        ]
        if not self._staged:
            staging.copy("stage_root", "person, root", self._people.joined(), ("int4", "int4"))
        self._staged.update(self._alias)
        staging.copy("stage_person", "person, author_id, alias, profession, is_erased", rows)

    def new_names(self, authors: dict[int, int]) -> list[tuple[int, str]]:
        """Return author and name of the writers that were not known before; nothing unless names are kept."""
        names = self._people.written_names()
        return [(authors[p], name) for p, name in names.items() if p in authors and p not in self._authors]

    def write_digests(self) -> dict[int, int]:
        """Store the new digests of the people that were used, so that they are met again; return their authors."""
        used = dict(staging.rows_of("SELECT person, author_id FROM stage_person WHERE author_id IS NOT NULL"))
        rows = [
            (self._source.corpus_id, used[person], kind, mark)
            for person, marks in self._marks.items()
            if person in used
            for mark, kind in marks
            if mark not in self._known
        ]
        staging.copy(
            "corpus_authordigest", "corpus_id, author_id, kind, digest", rows, ("int8", "int8", "text", "bytea")
        )
        return used
