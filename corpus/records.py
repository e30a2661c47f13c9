"""Say what the record of a source still lacks; nothing is imported before it is complete."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from corpus.models import Sensitive, Source

# What a missing line is called, in the order of the form.
WORDS: dict[str, Promise] = {
    "accessed_how": _("How the team can read the place"),
    "legal_basis": _("Legal basis"),
    "register_number": _("Line in the register of processing"),
    "ethics_reference": _("Opinion of the DPO or ethics committee"),
    "notice_text": _("What the people were told, or why they were not"),
    "consent": _("Agreement of the administrators or of the people"),
    "opt_out_contact": _("Contact for people who want to be left out"),
    "retain_until": _("Date until which the posts are kept"),
    "sensitive": _("Sensitive matters, or none of these"),
}
_ALWAYS = ("accessed_how", "legal_basis", "register_number", "ethics_reference", "notice_text", "opt_out_contact")


def missing(source: Source) -> list[str]:
    """Return the names of the lines that an import waits for, in the order of the form; empty: it may begin.

    Agreement is asked for closed groups and for material collected with consent.
    """
    lacking = {name for name in _ALWAYS if not getattr(source, name).strip()}
    if source.access != Source.Access.PUBLIC and not source.consent.strip():
        lacking.add("consent")
    if source.retain_until is None:
        lacking.add("retain_until")
    if not source.sensitive or (Sensitive.NONE in source.sensitive and len(source.sensitive) > 1):
        lacking.add("sensitive")
    return [name for name in WORDS if name in lacking]


def missing_words(source: Source) -> list[str]:
    """Return the missing lines as people read them."""
    return [str(WORDS[name]) for name in missing(source)]
