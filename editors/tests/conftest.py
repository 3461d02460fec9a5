"""What the tests work on."""

import shutil

import pytest
from plans import BROKEN


@pytest.fixture
def folder(tmp_path):
    """A folder with the broken plan, whose name has to be escaped."""
    folder = tmp_path / "a plän, 100%"
    folder.mkdir()
    shutil.copy(BROKEN, folder)
    return folder


@pytest.fixture
def plan(folder):
    return folder / BROKEN.name
