"""Designers of rounds that look at an earlier one, and the choice of the designer for a request."""

import datetime as dt
from typing import Any, ClassVar

from django.utils import timezone

from coding_app.accounts.models import User
from coding_app.projects.permissions import ProjectRequest
from coding_app.sampling.calibrating import settled_in_order
from coding_app.sampling.check_actions import create_check
from coding_app.sampling.check_forms import CheckSampleForm, DriftForm, DriftSampleForm, TrainingForm
from coding_app.sampling.checks import WHOLE, own_units
from coding_app.sampling.designer import Calibrating, Designer, Extending
from coding_app.sampling.models import Round


class Training(Designer):
    """Design a training round: everybody codes the same units, whose answers the team has settled."""

    design = "training"
    fields = "sampling/_check_fields.html"
    preview = "sampling/_preview_check.html"
    form_class: ClassVar[type[Any]] = TrainingForm
    sample_class: ClassVar[type[Any]] = CheckSampleForm

    def serves(self, origin: Round) -> bool:
        """Tell whether coding is over."""
        return origin.is_over

    def foretell(self, form: Any) -> dict[str, Any]:
        """Say how many units of the reference there are, and how many each coder gets."""
        size = form.cleaned_data["size"]
        there = len(settled_in_order(form.chosen_origin(), None))
        loads = [(coder.display_name, there, min(size, there)) for coder in form.chosen_coders()]
        return {"check": self.design, "there": there, "wanted": size, "loads": loads}

    def draw(self, form: Any, *, by: User) -> Round:
        """Draw the round."""
        return create_check(project=self.project, by=by, **form.terms())


class Drift(Training):
    """Design a drift check: each coder codes again, blind to it, what they coded before."""

    design = "drift"
    form_class = DriftForm
    sample_class = DriftSampleForm

    def foretell(self, form: Any) -> dict[str, Any]:
        """Say how many units each coder could and will meet again."""
        drawn = form.drawn()
        until = timezone.now() - dt.timedelta(days=drawn["days"])
        loads = []
        for coder in drawn["coders"]:
            own = len(own_units(drawn["origin"], coder, until))
            wanted = -(-own * drawn["size"] // WHOLE) if drawn["is_share"] else drawn["size"]
            loads.append((coder.display_name, own, min(own, wanted)))
        return {"check": self.design, "loads": loads, "has_idle": any(not load for *_coder, load in loads)}


DESIGNERS = {one.design: one for one in (Designer, Extending, Training, Drift, Calibrating)}


def designer_of(request: ProjectRequest) -> Designer:
    """Return the designer that the address or the form asks for; one from the corpus for anything unknown."""
    asked = request.POST if request.method == "POST" else request.GET
    return DESIGNERS.get(asked.get("design", ""), Designer)(request.project, asked.get("origin", ""))
