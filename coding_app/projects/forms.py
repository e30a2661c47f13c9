"""Forms about projects and teams."""

from django import forms
from django.utils.translation import gettext_lazy as _

from coding_app.projects.models import Role


class ProjectForm(forms.Form):
    """A new project."""

    name = forms.CharField(label=_("Name"), max_length=200)
    description = forms.CharField(label=_("What is studied"), widget=forms.Textarea(attrs={"rows": 3}), required=False)


class RulesForm(ProjectForm):
    """What a project is called and keeps."""

    records_time = forms.BooleanField(
        label=_("Keep the time spent on each unit"),
        required=False,
        help_text=_("Off unless your study needs it. Coders are told so on their screen."),
    )


class InvitationForm(forms.Form):
    """Somebody to invite."""

    email = forms.EmailField(label=_("E-mail address"))
    role = forms.ChoiceField(label=_("Role"), choices=Role.choices, initial=Role.CODER)


class RoleForm(forms.Form):
    """Another role for a member."""

    role = forms.ChoiceField(label=_("Role"), choices=Role.choices)


class JoiningForm(forms.Form):
    """The account of somebody who was invited."""

    username = forms.SlugField(label=_("User name"), max_length=150)
    display_name = forms.CharField(label=_("Name shown to colleagues"), max_length=150)
    password = forms.CharField(
        label=_("Password"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("At least 10 characters; a sentence is a good one. Pasting is welcome."),
    )
