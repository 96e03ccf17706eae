"""The register as a WSGI application, for a web server: ``quicksilver.portal.site.wsgi:application``."""

from __future__ import annotations

from quicksilver.portal.setup import configure
from quicksilver.portal.site.proxy import Trusting, trusted_networks

__all__ = ["application"]

configure()

from django.core.wsgi import get_wsgi_application  # noqa: E402 - Django must know its settings first

application = Trusting(get_wsgi_application(), trusted_networks())
