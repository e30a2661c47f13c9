"""The application as the local web server loads it: it ends with its parent."""

from coding_app.local.processes import end_with_parent
from coding_app.wsgi import application

__all__ = ["application"]

end_with_parent()
