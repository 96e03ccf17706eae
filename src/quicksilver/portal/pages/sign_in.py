"""Signing in; the limit on failed attempts is kept where passwords are looked at, and this page states it."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.views import LoginView
from django.http import HttpResponse

from quicksilver.portal.accounts.sign_in import locked_until
from quicksilver.portal.admin_site import SignInForm

__all__ = ["SignIn"]


class SignIn(LoginView):
    """The page on which people sign in."""

    template_name = "web/sign_in.html"
    redirect_authenticated_user = True
    authentication_form = SignInForm

    def form_invalid(self, form: Any) -> HttpResponse:
        """Show the page again; an attempt that was refused is answered as such."""
        answer: HttpResponse = super().form_invalid(form)
        if locked_until(self.request) is not None:
            answer.status_code = 429
        return answer
