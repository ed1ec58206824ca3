"""The words an author writes refuse what would be misread later."""

import pytest

from chainrule.errors import TermError
from chainrule.terms.author import index, size

n = size("n")


@pytest.mark.parametrize("name", ["~1", "$7", "¤0", "@", "#a", "", "1"])
def test_an_index_begins_with_a_letter_as_no_dummy_of_the_engine_does(name: str) -> None:
    with pytest.raises(TermError, match="begins with a letter"):
        index(name, n)


@pytest.mark.parametrize("name", ["i", "i'", "α", "row"])
def test_an_index_may_have_any_other_name(name: str) -> None:
    assert index(name, n).name == name
