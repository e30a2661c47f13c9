"""Guess which column of a table holds which field of a post, and check a mapping in sentences."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from corpus.importers.dates import zone_named
from corpus.importers.problems import gettext_noop
from corpus.importers.text_stream import legible


@dataclass(frozen=True, slots=True)
class Field:
    """Describe a canonical field a column can be given to."""

    name: str
    label: str
    words: tuple[str, ...]


def _field(name: str, label: str, words: str) -> Field:
    return Field(name, label, tuple(words.split()))


# Order matters: an earlier field takes a column two could have. `words` are folded: no accent, case, space or sign.
FIELDS = (
    _field(
        "text",
        gettext_noop("Text"),
        "text texte message contenu content body fulltext posttext postmessage commentmessage commentaire "
        "comment commenttext tweet publication post verbatim corps description textoriginal messagetext "
        "selftext reponse answer",
    ),
    _field(
        "parent_external_id",
        gettext_noop("Id of the post it answers"),
        "parentid parent inreplyto inreplytoid inreplytostatusid replyto replytoid reponsea reponseaid "
        "enreponsea repondaid isreplyto isreplytoid idparent totweetid referencedtweetsrepliedtoid "
        "replytomessageid idreponse idpostparent parentcommentid",
    ),
    _field(
        "thread_external_id",
        gettext_noop("Thread"),
        "threadid thread fil idfil filid conversation conversationid discussion discussionid iddiscussion "
        "topic topicid sujetid idconversation linkid fildiscussion numfil numerofil",
    ),
    _field(
        "external_id",
        gettext_noop("Id of the post"),
        "id postid messageid idmessage idpost commentid idcommentaire tweetid statusid identifiant idstr uid "
        "guid numero num no n ref reference idpublication numeromessage nummessage nmessage ndumessage "
        "nomessage npost numerodumessage iddumessage",
    ),
    _field(
        "author_external_id",
        gettext_noop("Id of the author"),
        "authorid userid idauteur auteurid iduser idutilisateur utilisateurid fromid fromuserid "
        "authorchannelid profileid ownerid",
    ),
    _field(
        "author_handle",
        gettext_noop("Handle of the author"),
        "handle screenname userscreenname pseudo pseudonyme authorusername authorhandle username fromusername "
        "login compte identifiantauteur nomutilisateur nomdutilisateur pseudoauteur",
    ),
    _field(
        "author_name",
        gettext_noop("Name of the author"),
        "author auteur autrice auteurice name nom user utilisateur authorname nomauteur nomdelauteur from de "
        "expediteur sender speaker locuteur membre postby commentby commentername profilename nomprofil "
        "displayname creator personne username",
    ),
    _field(
        "posted_at",
        gettext_noop("Date"),
        "date createdat createdtime created publishedat published postedat datetime dateheure dateetheure "
        "datepublication datedepublication publiele timestamp timestamputc time createdutc posttime "
        "commenttime postpublished commentpublished horodatage jour unixtimestamp datepost datemessage "
        "postcreated envoyele quand when",
    ),
    _field(
        "posted_time",
        gettext_noop("Time of day, when it has its own column"),
        "heure hour heurepublication timeofday heures clock heuremessage heureenvoi",
    ),
    _field(
        "title",
        gettext_noop("Title"),
        "title titre subject sujet objet posttitle titrefil",
    ),
    _field(
        "likes",
        gettext_noop("Likes"),
        "likes like likecount jaime nbjaime nblikes nombredejaime favoritecount reactions nbreactions "
        "publicmetricslikecount commentlikecount score aime favoris",
    ),
    _field(
        "reposts",
        gettext_noop("Reposts or shares"),
        "reposts retweets retweetcount shares partages nbpartages repostcount sharecount "
        "publicmetricsretweetcount nbretweets",
    ),
    _field(
        "replies",
        gettext_noop("Number of answers"),
        "replies replycount repliescount commentscount nbcommentaires nbreponses reponses numcomments "
        "publicmetricsreplycount nombredereponses nombredecommentaires comments commentaires",
    ),
    _field(
        "language",
        gettext_noop("Language"),
        "lang language langue",
    ),
    _field(
        "hashtags",
        gettext_noop("Hashtags"),
        "hashtags hashtag motsdiese motdiese",
    ),
    _field(
        "media_description",
        gettext_noop("Description of a picture"),
        "imagedescription alttext mediaalttexts descriptionimage texteimage descriptiondelimage photo image "
        "media photodescription descriptionphoto",
    ),
    _field(
        "kind",
        gettext_noop("Kind of post"),
        "type kind genre posttype typepost nature",
    ),
)
BY_NAME = {f.name: f for f in FIELDS}
_GUESS_FROM_ROWS = 50
# Fields whose words may stand inside a longer header ("message du post"); for the others that misleads.
_PARTIAL = frozenset({"text", "posted_at", "likes", "thread_external_id", "parent_external_id"})
# Not those that also stand in the names of other columns about an answer: its date, its writer.
_ONLY_WHOLE = frozenset({"reponse", "answer", "quand", "when"})
_STEMS = {name: tuple(w for w in BY_NAME[name].words if len(w) >= 4 and w not in _ONLY_WHOLE) for name in _PARTIAL}
_PEOPLE = frozenset({"user", "author", "by", "from", "owner", "creator", "account", "sender", "auteur", "utilisateur"})
_OF_PEOPLE = {
    "name": "authorname", "displayname": "authorname", "fullname": "authorname", "id": "authorid",
    "username": "authorusername", "screenname": "authorhandle", "handle": "authorhandle", "login": "authorhandle",
    "acct": "authorhandle",
}  # fmt: skip
_URL = re.compile(r"https?://\S+$")
_DATE_LIKE = re.compile(r"\d{4}-\d\d?-\d\d?|\d\d?[/.]\d\d?[/.]\d{2,4}|[A-Z][a-z]{2} [A-Z][a-z]{2} \d\d ")
ORDERS = ("", "dmy", "mdy", "ymd")


@dataclass(frozen=True, slots=True)
class Guess:
    """Hold the column guessed for a field with a confidence from 0 to 1."""

    column: str
    confidence: float


def fold(header: str) -> str:
    """Return a header without accents, case, spaces and signs, for comparison."""
    plain = unicodedata.normalize("NFKD", header.replace("œ", "oe").casefold())
    return "".join(c for c in plain if c.isalnum() and not unicodedata.combining(c))


def name_columns(headers: Sequence[str]) -> list[str]:
    """Name blank columns by their number and number repeated ones, so that each column has one name."""
    names: list[str] = []
    taken: set[str] = set()
    copies: dict[str, int] = {}
    for number, header in enumerate(headers, start=1):
        base = name = legible(" ".join(header.split())) or f"column {number}"
        while name in taken:
            copies[base] = copies.get(base, 1) + 1
            name = f"{base} ({copies[base]})"
        taken.add(name)
        names.append(name)
    return names


def guess_mapping(headers: Sequence[str], rows: Sequence[Sequence[str]]) -> dict[str, Guess]:
    """Guess the column of each field from the headers, checked against sample rows (lists of cells, same order)."""
    samples = {h: [r[i] for r in rows[:_GUESS_FROM_ROWS] if i < len(r) and r[i]] for i, h in enumerate(headers)}
    folded = {h: _told_person(h) or fold(h) for h in headers}
    found: dict[str, Guess] = {}
    taken: set[str] = set()
    for field in FIELDS:
        scores = [(_score(field, folded[h], samples[h]), -i, h) for i, h in enumerate(headers) if h not in taken]
        best = max(scores, default=(0.0, 0, ""))
        if best[0] >= 0.5:
            found[field.name] = Guess(best[2], round(best[0], 2))
            taken.add(best[2])
    _longest_is_text(found, headers, samples, taken)
    _prefer_date_over_time(found)
    return found


def _told_person(header: str) -> str:
    """Return what a path such as `user.name` says of the author, which its letters alone would not; else nothing."""
    above, point, last = header.rpartition(".")
    if not point or fold(above.rpartition(".")[2]) not in _PEOPLE:
        return ""
    return _OF_PEOPLE.get(fold(last), "")


def _score(field: Field, header: str, cells: Sequence[str]) -> float:
    if header in field.words:
        score = 1.0 - 0.02 * field.words.index(header)
        score = max(score, 0.75)
    else:
        stems = _STEMS.get(field.name, ())
        score = 0.6 if stems and (header.startswith(stems) or header.endswith(stems)) else 0.0
    return score * _fit(field.name, cells) if score else 0.0


def _fit(name: str, cells: Sequence[str]) -> float:
    """Return how well sample cells look like the field, as a factor from 0 to 1."""
    if not cells:
        return 0.9
    share = len(cells)
    if name == "text":
        long_enough = sum(len(c) > 12 and not _URL.match(c) for c in cells) / share
        return 0.65 + 0.35 * min(1.0, 2 * long_enough)
    if name in ("likes", "reposts", "replies"):
        return 1.0 if sum(read_count(c) is not None for c in cells) / share > 0.6 else 0.3
    if name == "posted_at":
        return 1.0 if sum(any(d.isdigit() for d in c) for c in cells) / share > 0.5 else 0.5
    if name.endswith("external_id"):
        return 1.0 if sum(len(c) <= 200 and c.count(" ") < 3 for c in cells) / share > 0.8 else 0.3
    if name.startswith("author"):
        return 1.0 if sum(len(c) <= 80 for c in cells) / share > 0.8 else 0.4
    return 1.0


def _longest_is_text(
    found: dict[str, Guess], headers: Sequence[str], samples: dict[str, list[str]], taken: set[str]
) -> None:
    """Take the column with the longest cells as the text when no header says text."""
    if "text" in found:
        return
    lengths = [(sum(map(len, samples[h])) / len(samples[h]), h) for h in headers if h not in taken and samples[h]]
    lengths = [(n, h) for n, h in lengths if not all(_URL.match(c) or _DATE_LIKE.match(c) for c in samples[h])]
    if lengths and max(lengths)[0] >= 15:
        found["text"] = Guess(max(lengths)[1], 0.5)


def _prefer_date_over_time(found: dict[str, Guess]) -> None:
    """Drop a lone time of day: without a date it places nothing."""
    if "posted_time" in found and "posted_at" not in found:
        del found["posted_time"]


def columns_of(guesses: dict[str, Guess]) -> dict[str, str]:
    """Return the plain mapping of a guess."""
    return {name: guess.column for name, guess in guesses.items()}


@lru_cache(maxsize=4096)
def read_count(value: str) -> int | None:
    """Read a whole number as people and platforms write it ("1 234", "1,234", "1,2 k", "12.0"), or None."""
    text = value.strip().replace("\u00a0", " ").replace("\u202f", " ").lower()
    if not text:
        return None
    thousands = re.fullmatch(r"(\d+)(?:[.,](\d))?\s?(k|m)", text)
    if thousands:
        unit = 1_000 if thousands[3] == "k" else 1_000_000
        return int(thousands[1]) * unit + int(thousands[2] or 0) * unit // 10
    text = re.sub(r"[.,]0+$", "", text) if re.fullmatch(r"\d+[.,]0{1,2}", text) else text
    digits = re.sub(r"(?<=\d)[ ,.](?=\d{3}(?:\D|$))", "", text)
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) <= 9 else None


@dataclass(frozen=True, slots=True)
class Objection:
    """Say why a mapping cannot be used; `sentence` is a msgid with `params`."""

    field: str
    sentence: str
    params: dict[str, str]


_NO_TEXT = gettext_noop("Choose the column that holds the text of the posts.")
_NO_COLUMN = gettext_noop("The file has no column “%(column)s”.")
_NO_FIELD = gettext_noop("There is no field “%(field)s”.")
_TWICE = gettext_noop("The column “%(column)s” was chosen twice: for “%(first)s” and “%(second)s”.")
_NO_ZONE = gettext_noop("There is no time zone “%(zone)s”.")
_NO_ORDER = gettext_noop("The order of dates is dmy, mdy or ymd, not “%(order)s”.")
_TIME_ALONE = gettext_noop("A time of day needs a date: choose the column of the date too.")


def validate_mapping(
    columns: dict[str, str], headers: Sequence[str], *, timezone: str = "Europe/Paris", date_order: str = ""
) -> list[Objection]:
    """Return every reason why the mapping cannot be used with these headers; an empty list when it can."""
    found = [Objection(f, _NO_FIELD, {"field": f}) for f in columns if f not in BY_NAME]
    if not columns.get("text"):
        found.append(Objection("text", _NO_TEXT, {}))
    first_use: dict[str, str] = {}
    for field, column in columns.items():
        if column not in headers:
            found.append(Objection(field, _NO_COLUMN, {"column": column}))
        elif column in first_use:
            params = {"column": column, "first": first_use[column], "second": field}
            found.append(Objection(field, _TWICE, params))
        first_use.setdefault(column, field)
    if "posted_time" in columns and "posted_at" not in columns:
        found.append(Objection("posted_time", _TIME_ALONE, {}))
    if zone_named(timezone) is None:
        found.append(Objection("timezone", _NO_ZONE, {"zone": timezone}))
    if date_order not in ORDERS:
        found.append(Objection("date_order", _NO_ORDER, {"order": date_order}))
    return found
