"""The pages over the partnership of the report cycle's tests."""

from __future__ import annotations

import pytest
from tests.portal.cycles.conftest import called, world  # noqa: F401 - fixtures of another folder


@pytest.fixture
def sign_in(client):
    """Return a client that is signed in as someone."""
    from django.contrib.auth import get_user_model

    def enter(name, language="en"):
        client.logout()
        if name:
            client.force_login(get_user_model().objects.get(username=name))
        client.defaults |= {"HTTP_HOST": "localhost", "HTTP_ACCEPT_LANGUAGE": language}
        return client

    return enter
