"""Re-exports only: Django looks for models here, each feature keeps its own."""

from coding_app.accounts.models import *  # noqa: F403
from coding_app.agreement.models import *  # noqa: F403
from coding_app.codebook.models import *  # noqa: F403
from coding_app.coding.models import *  # noqa: F403
from coding_app.core.models import *  # noqa: F403
from coding_app.exports.models import *  # noqa: F403
from coding_app.projects.models import *  # noqa: F403
from coding_app.quotes.models import *  # noqa: F403
from coding_app.review.models import *  # noqa: F403
from coding_app.sampling.models import *  # noqa: F403
from coding_app.sources.models import *  # noqa: F403
from coding_app.surgery.models import *  # noqa: F403
