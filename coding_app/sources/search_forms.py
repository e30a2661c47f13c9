"""What saving a search takes in."""

from django import forms
from django.http import QueryDict

from coding_app.sources import filtering

LONGEST_QUERY = 4000


class SavedSearchForm(forms.Form):
    """A name for the state of the corpus browser."""

    name = forms.CharField(max_length=100)
    query = forms.CharField(required=False, max_length=LONGEST_QUERY)

    def state(self) -> str:
        """Return the state as an address without its page, whatever was sent."""
        return filtering.state(QueryDict(str(self.data.get("query", ""))[:LONGEST_QUERY]))
