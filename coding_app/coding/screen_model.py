"""What the modules of the coding screen need to know of units, as JSON: ids, keys and addresses."""

import uuid
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from coding_app.accounts.models import User
from coding_app.coding.answers import mark_as_json
from coding_app.coding.unit_works import UnitWork
from coding_app.coding.workbench import Workbench

_ANY = uuid.UUID(int=0)


@dataclass(frozen=True)
class Addresses:
    """The addresses of a unit, with a place for its uuid: a screen has many units, an address is worked out once."""

    page: str
    operations: str
    press: str
    memo: str

    @classmethod
    def of(cls, slug: str) -> "Addresses":
        """Return the addresses in a project."""
        names = {"page": "workbench", "operations": "operation_create", "press": "operation_form", "memo": "note_save"}
        return cls(**{key: reverse(f"coding:{name}", args=[slug, _ANY]) for key, name in names.items()})

    def at(self, name: str, assignment: uuid.UUID | None) -> str:
        """Return one address of one assignment; "" for none."""
        return str(getattr(self, name)).replace(str(_ANY), str(assignment)) if assignment else ""


def screen_model(work: Workbench, *, user: User, session_url: str) -> dict[str, Any]:
    """Return the units on the screen as the browser keeps them; no text of posts in it."""
    slug = work.project.slug
    addresses = Addresses.of(slug)
    return {
        "user": str(user.uuid),
        "session": session_url,
        "login": f"{reverse('accounts:login')}?next={addresses.at('page', work.assignment.uuid)}",
        "queue": f"{reverse('coding:queue', args=[slug])}?round={work.assignment.round.number}",
        "hasKeys": user.has_single_key_shortcuts,
        "isOpen": work.is_open,
        "isHandedOn": work.is_released,
        "isTraining": work.is_training,
        "recordsTime": work.project.records_time,
        "progress": {"done": work.done, "total": work.total},
        "version": work.version.number,
        "units": [_unit(unit, work, addresses) for unit in work.units],
        "current": str(work.assignment.uuid),
    }


def _unit(unit: UnitWork, work: Workbench, addresses: Addresses) -> dict[str, Any]:
    view = unit.view
    title = _("Unit %(position)s, %(round)s") % {"position": view.position, "round": work.assignment.round.name}
    return {
        "assignment": str(view.uuid),
        "kind": view.kind,
        "post": str(unit.post or ""),
        "start": view.start,
        "end": view.end,
        "position": view.position,
        "title": title,
        **{name: addresses.at(name, view.uuid) for name in ("page", "operations", "press", "memo")},
        "memoText": unit.memo.text if unit.memo else "",
        "memoPrevious": str(unit.memo.uuid) if unit.memo else "",
        "sequence": unit.sequence,
        "submitted": unit.is_submitted,
        "skipped": unit.is_skipped,
        "skipReason": unit.skip_reason,
        "doubted": unit.is_doubted,
        "doubt": unit.doubt,
        "marks": [mark_as_json(mark) for mark in unit.marks],
        "asked": [str(dimension) for dimension in unit.asked],
        "previous": addresses.at("page", unit.previous),
        "next": addresses.at("page", unit.next),
        "nextOpen": addresses.at("page", unit.next_open),
    }
