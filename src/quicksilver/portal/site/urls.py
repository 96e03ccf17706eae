"""Addresses: the pages, and below them the administration and the programming interface of the register."""

from __future__ import annotations

from django.contrib import admin
from django.contrib.auth.views import LogoutView
from django.urls import include, path
from django.views.generic import RedirectView

from quicksilver.portal.api import api
from quicksilver.portal.pages import boards, cycles, drafts, forms, plans, review, sign_in, start

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]

handler400 = "quicksilver.portal.site.failures.not_accepted"
handler403 = "quicksilver.portal.site.failures.not_allowed"
handler404 = "quicksilver.portal.site.failures.not_found"
handler500 = "quicksilver.portal.site.failures.failed"

app_name = "web"
_pages = [
    path("", start.start, name="start"),
    path("favicon.ico", RedirectView.as_view(url="/static/web/icon.svg", permanent=True)),
    path("sign-in/", sign_in.SignIn.as_view(), name="sign-in"),
    path("sign-out/", LogoutView.as_view(next_page="/"), name="sign-out"),
    path("api/", start.interface, name="interface"),
    # Where programs, and people, look for the description of an interface.
    path("api/v1/", RedirectView.as_view(url="/api/"), name="interface-of-version"),
    path("api/v1/docs", RedirectView.as_view(url="/api/")),
    path("api/v1/docs/", RedirectView.as_view(url="/api/")),
    path("cycles/<str:cycle>/", cycles.cycle, name="cycle"),
    path("cycles/<str:cycle>/steps/<str:step>", cycles.step, name="step"),
    path("cycles/<str:cycle>/draft/", drafts.draft, name="draft"),
    path("cycles/<str:cycle>/draft/comment", drafts.comment, name="draft-comment"),
    path("cycles/<str:cycle>/report.<str:ending>", drafts.document, name="report"),
    path("comments/<str:comment>/reply", drafts.reply, name="reply"),
    path("forms/<str:submission>/", forms.form, name="form"),
    path("forms/<str:submission>/form.xlsx", forms.workbook, name="workbook"),
    path("forms/<str:submission>/upload", forms.upload, name="upload"),
    path("forms/<str:submission>/take-back", forms.take_back, name="take-back"),
    path("forms/<str:submission>/files", forms.add_file, name="add-file"),
    path("forms/<str:submission>/files/<int:number>", forms.get_file, name="file"),
    path("forms/<str:submission>/files/<int:number>/remove", forms.remove_file, name="remove-file"),
    path("forms/<str:submission>/review/", review.review, name="review"),
    path("plans/<str:plan>/", plans.plan, name="plan"),
    path("gaps/", boards.gaps, name="gaps"),
]
urlpatterns = [
    path("", include((_pages, app_name))),
    path("api/v1/", api.urls),
    path("admin/", admin.site.urls),
    path("language/", include("django.conf.urls.i18n")),
]
