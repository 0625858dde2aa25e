"""What the catalogue says of imgaug's augmenters: our words where imgaug's do not serve."""

import re

import pytest

from augctl.stages.adapters import imgaug as adapter
from augctl.stages.adapters._imgaug_library import offered, signature
from augctl.stages.adapters._imgaug_words import PARAMETERS, SUMMARIES

# Marks of reStructuredText, and words of people who write imgaug, not of those who use it.
UNFIT = re.compile(r":\w+:`|``|^\.\. |\bTODO\b|^(Augmenter|Wrapper|Alias|See|Same as) ")


def test_every_word_is_about_something_on_offer():
    known = {(target.__name__, each) for target in offered().values() for each in signature(target)}
    assert set(SUMMARIES) <= set(offered())
    for key in PARAMETERS:
        owner, _, name = key.rpartition(".")
        assert any(name == each and owner in ("", its) for its, each in known), key


@pytest.mark.parametrize("name", adapter.names())
def test_the_words_are_a_users(name):
    stage = adapter.find(name)
    summary, reference = stage.__doc__.split("\n\n")
    assert reference.startswith(f"Reference: imgaug.augmenters.{name.rpartition('.')[0]}")
    for text in (summary, *(field.description for field in stage.model_fields.values())):
        assert not UNFIT.search(text), text


def test_our_words_come_before_those_of_imgaug():
    fields = adapter.find("Rain").model_fields
    assert adapter.find("Rain").__doc__.startswith("Add falling rain,")
    assert fields["drop_size"].description.startswith("Size of the drops")
    assert fields["nb_iterations"].description == "How many layers there are."
    cutout = adapter.find("Cutout").model_fields["nb_iterations"].description
    assert cutout == "How many rectangular areas to fill."
