"""Say what stopped a local command, in a sentence the person at the terminal can act on."""


class LocalError(Exception):
    """Stop a local command; the message says what happened, what was kept and what to do."""


class AlreadyRunning(LocalError):
    """Refuse a second supervisor in one folder."""
