"""What the agreement page is asked."""

from django import forms


class ComputeForm(forms.Form):
    """Name the round whose figures are wanted."""

    round = forms.IntegerField(min_value=1)
