"""Persons, seats, needs, comments, agendas, offers to lead, priority actions, notices, attached files; more of what is there."""

from __future__ import annotations

import django.core.validators
import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models

import quicksilver.portal.models.fields
from quicksilver.portal.models import guards


class Migration(migrations.Migration):
    """See the text of the module."""

    dependencies = (("programme", "0002_guards"), migrations.swappable_dependency(settings.AUTH_USER_MODEL))

    # SQLite makes a table anew to change it, and its triggers are lost with the old one.
    operations = (
        migrations.RunPython(guards.take_down, guards.put_up),
        migrations.CreateModel(
            name="Attachment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "submission",
                    models.CharField(db_index=True, default="", max_length=120, verbose_name="submission"),
                ),
                (
                    "question",
                    models.CharField(blank=True, default="", max_length=500, verbose_name="question"),
                ),
                ("name", models.CharField(default="", max_length=255, verbose_name="name")),
                (
                    "media",
                    models.CharField(blank=True, default="", max_length=100, verbose_name="kind of file"),
                ),
                ("sha256", models.CharField(blank=True, default="", max_length=64, verbose_name="checksum")),
                ("size", models.PositiveIntegerField(verbose_name="size")),
                ("data", models.BinaryField()),
                ("added", models.DateTimeField(verbose_name="added")),
                (
                    "added_by",
                    models.CharField(blank=True, default="", max_length=150, verbose_name="added by"),
                ),
            ],
            options={
                "verbose_name": "attached file",
                "verbose_name_plural": "attached files",
                "ordering": ("submission", "question", "id"),
            },
        ),
        migrations.CreateModel(
            name="HistoricalPerson",
            fields=[
                (
                    "id",
                    models.CharField(
                        db_index=True,
                        max_length=120,
                        validators=[django.core.validators.RegexValidator("^[a-z0-9]+(?:[-.][a-z0-9]+)*$")],
                        verbose_name="identifier",
                    ),
                ),
                (
                    "since",
                    quicksilver.portal.models.fields.Value(
                        blank=True, null=True, schema="When", verbose_name="since"
                    ),
                ),
                (
                    "until",
                    quicksilver.portal.models.fields.Value(
                        blank=True, null=True, schema="When", verbose_name="until"
                    ),
                ),
                ("held_from", models.DateField(editable=False, null=True)),
                ("held_until", models.DateField(editable=False, null=True)),
                (
                    "note",
                    quicksilver.portal.models.fields.Value(
                        blank=True, null=True, schema="Text", verbose_name="note"
                    ),
                ),
                ("not_stated", models.JSONField(blank=True, default=list, verbose_name="not stated")),
                (
                    "visibility",
                    models.CharField(
                        choices=[
                            ("public", "public"),
                            ("partners", "partners"),
                            ("secretariat", "secretariat"),
                        ],
                        default="secretariat",
                        max_length=20,
                        verbose_name="visible to",
                    ),
                ),
                ("name", models.CharField(default="", max_length=500, verbose_name="name")),
                ("contact", models.CharField(blank=True, default="", max_length=500, verbose_name="contact")),
                (
                    "language",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("en", "en"),
                            ("fr", "fr"),
                            ("es", "es"),
                            ("ru", "ru"),
                            ("zh", "zh"),
                            ("ar", "ar"),
                        ],
                        max_length=2,
                        null=True,
                        verbose_name="language",
                    ),
                ),
                (
                    "consent",
                    models.CharField(
                        choices=[
                            ("given", "given"),
                            ("withdrawn", "withdrawn"),
                            ("not stated", "not stated"),
                        ],
                        default="not stated",
                        max_length=20,
                        verbose_name="consent to be named",
                    ),
                ),
                (
                    "consented",
                    quicksilver.portal.models.fields.Value(
                        blank=True, null=True, schema="When", verbose_name="consented on"
                    ),
                ),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.TextField(blank=True, default="", null=True)),
                (
                    "history_type",
                    models.CharField(
                        choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                    ),
                ),
                ("history_user_id", models.CharField(blank=True, max_length=150, null=True)),
            ],
            options={
                "verbose_name": "historical person",
                "verbose_name_plural": "historical persons",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="Notice",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(default="", max_length=30, verbose_name="kind")),
                (
                    "cycle",
                    models.CharField(
                        blank=True, db_index=True, default="", max_length=120, verbose_name="report cycle"
                    ),
                ),
                (
                    "submission",
                    models.CharField(
                        blank=True, db_index=True, default="", max_length=120, verbose_name="submission"
                    ),
                ),
                ("recipient", models.CharField(blank=True, default="", max_length=500, verbose_name="to")),
                (
                    "address",
                    models.CharField(blank=True, default="", max_length=500, verbose_name="e-mail address"),
                ),
                ("language", models.CharField(default="en", max_length=2, verbose_name="language")),
                ("subject", models.CharField(blank=True, default="", max_length=500, verbose_name="subject")),
                ("body", models.TextField(blank=True, default="", verbose_name="text")),
                ("made", models.DateTimeField(verbose_name="made")),
                ("sent", models.DateTimeField(blank=True, null=True, verbose_name="sent")),
                ("fault", models.TextField(blank=True, default="", verbose_name="why it was not sent")),
            ],
            options={
                "verbose_name": "notice",
                "verbose_name_plural": "notices",
                "ordering": ("-made", "id"),
            },
        ),
        migrations.AddField(
            model_name="activity",
            name="articles",
            field=models.JSONField(
                blank=True, default=list, verbose_name="articles of the Minamata Convention"
            ),
        ),
        migrations.AddField(
            model_name="activity",
            name="effort",
            field=models.CharField(
                blank=True,
                choices=[
                    ("overarching", "overarching"),
                    ("bilateral", "bilateral"),
                    ("collaborative", "collaborative"),
                ],
                default="",
                max_length=20,
                verbose_name="effort",
            ),
        ),
        migrations.AddField(
            model_name="activity",
            name="results",
            field=quicksilver.portal.models.fields.Value(
                blank=True, null=True, schema="Text", verbose_name="results"
            ),
        ),
        migrations.AddField(
            model_name="claim",
            name="text",
            field=quicksilver.portal.models.fields.Value(
                blank=True, null=True, schema="Text", verbose_name="text"
            ),
        ),
        migrations.AddField(
            model_name="contribution",
            name="anyway",
            field=models.BooleanField(
                blank=True, null=True, verbose_name="given without the Partnership too"
            ),
        ),
        migrations.AddField(
            model_name="cycle",
            name="call",
            field=quicksilver.portal.models.fields.Value(
                blank=True, null=True, schema="Text", verbose_name="call"
            ),
        ),
        migrations.AddField(
            model_name="cycle",
            name="called",
            field=quicksilver.portal.models.fields.Value(
                blank=True, null=True, schema="When", verbose_name="call issued on"
            ),
        ),
        migrations.AddField(
            model_name="cycle",
            name="frozen",
            field=models.CharField(
                blank=True, default="", max_length=40, verbose_name="moment of the final report"
            ),
        ),
        migrations.AddField(
            model_name="cycle",
            name="languages",
            field=models.JSONField(blank=True, default=list, verbose_name="languages"),
        ),
        migrations.AddField(
            model_name="cycle",
            name="published",
            field=quicksilver.portal.models.fields.Value(
                blank=True, null=True, schema="When", verbose_name="published on"
            ),
        ),
        migrations.AddField(
            model_name="cycle",
            name="questions",
            field=models.JSONField(blank=True, default=list, verbose_name="questions"),
        ),
        migrations.AddField(
            model_name="cycle",
            name="transmitted",
            field=quicksilver.portal.models.fields.Value(
                blank=True, null=True, schema="When", verbose_name="transmitted on"
            ),
        ),
        migrations.AddField(
            model_name="document",
            name="corrects",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="programme.document",
                verbose_name="corrigendum of",
            ),
        ),
        migrations.AddField(
            model_name="document",
            name="distribution",
            field=models.CharField(
                blank=True,
                choices=[("general", "general"), ("limited", "limited"), ("restricted", "restricted")],
                default="",
                max_length=20,
                verbose_name="distribution",
            ),
        ),
        migrations.AddField(
            model_name="document",
            name="languages",
            field=models.JSONField(blank=True, default=list, verbose_name="languages"),
        ),
        migrations.AddField(
            model_name="document",
            name="link",
            field=models.CharField(
                blank=True,
                choices=[
                    ("works", "works"),
                    ("redirected", "redirected"),
                    ("dead", "dead"),
                    ("behind a login", "behind a login"),
                ],
                default="",
                max_length=20,
                verbose_name="state of the address",
            ),
        ),
        migrations.AddField(
            model_name="document",
            name="link_checked",
            field=quicksilver.portal.models.fields.Value(
                blank=True, null=True, schema="When", verbose_name="address followed on"
            ),
        ),
        migrations.AddField(
            model_name="document",
            name="redirect",
            field=models.TextField(blank=True, default="", verbose_name="leads to"),
        ),
        migrations.AddField(
            model_name="historicalactivity",
            name="articles",
            field=models.JSONField(
                blank=True, default=list, verbose_name="articles of the Minamata Convention"
            ),
        ),
        migrations.AddField(
            model_name="historicalactivity",
            name="effort",
            field=models.CharField(
                blank=True,
                choices=[
                    ("overarching", "overarching"),
                    ("bilateral", "bilateral"),
                    ("collaborative", "collaborative"),
                ],
                default="",
                max_length=20,
                verbose_name="effort",
            ),
        ),
        migrations.AddField(
            model_name="historicalactivity",
            name="results",
            field=quicksilver.portal.models.fields.Value(
                blank=True, null=True, schema="Text", verbose_name="results"
            ),
        ),
        migrations.AddField(
            model_name="historicalclaim",
            name="text",
            field=quicksilver.portal.models.fields.Value(
                blank=True, null=True, schema="Text", verbose_name="text"
            ),
        ),
        migrations.AddField(
            model_name="historicalcontribution",
            name="anyway",
            field=models.BooleanField(
                blank=True, null=True, verbose_name="given without the Partnership too"
            ),
        ),
        migrations.AddField(
            model_name="historicalcycle",
            name="call",
            field=quicksilver.portal.models.fields.Value(
                blank=True, null=True, schema="Text", verbose_name="call"
            ),
        ),
        migrations.AddField(
            model_name="historicalcycle",
            name="called",
            field=quicksilver.portal.models.fields.Value(
                blank=True, null=True, schema="When", verbose_name="call issued on"
            ),
        ),
        migrations.AddField(
            model_name="historicalcycle",
            name="frozen",
            field=models.CharField(
                blank=True, default="", max_length=40, verbose_name="moment of the final report"
            ),
        ),
        migrations.AddField(
            model_name="historicalcycle",
            name="languages",
            field=models.JSONField(blank=True, default=list, verbose_name="languages"),
        ),
        migrations.AddField(
            model_name="historicalcycle",
            name="published",
            field=quicksilver.portal.models.fields.Value(
                blank=True, null=True, schema="When", verbose_name="published on"
            ),
        ),
        migrations.AddField(
            model_name="historicalcycle",
            name="questions",
            field=models.JSONField(blank=True, default=list, verbose_name="questions"),
        ),
        migrations.AddField(
            model_name="historicalcycle",
            name="transmitted",
            field=quicksilver.portal.models.fields.Value(
                blank=True, null=True, schema="When", verbose_name="transmitted on"
            ),
        ),
        migrations.AddField(
            model_name="historicaldocument",
            name="corrects",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="programme.document",
                verbose_name="corrigendum of",
            ),
        ),
        migrations.AddField(
            model_name="historicaldocument",
            name="distribution",
            field=models.CharField(
                blank=True,
                choices=[("general", "general"), ("limited", "limited"), ("restricted", "restricted")],
                default="",
                max_length=20,
                verbose_name="distribution",
            ),
        ),
        migrations.AddField(
            model_name="historicaldocument",
            name="languages",
            field=models.JSONField(blank=True, default=list, verbose_name="languages"),
        ),
        migrations.AddField(
            model_name="historicaldocument",
            name="link",
            field=models.CharField(
                blank=True,
                choices=[
                    ("works", "works"),
                    ("redirected", "redirected"),
                    ("dead", "dead"),
                    ("behind a login", "behind a login"),
                ],
                default="",
                max_length=20,
                verbose_name="state of the address",
            ),
        ),
        migrations.AddField(
            model_name="historicaldocument",
            name="link_checked",
            field=quicksilver.portal.models.fields.Value(
                blank=True, null=True, schema="When", verbose_name="address followed on"
            ),
        ),
        migrations.AddField(
            model_name="historicaldocument",
            name="redirect",
            field=models.TextField(blank=True, default="", verbose_name="leads to"),
        ),
        migrations.AddField(
            model_name="historicalleadership",
            name="call",
            field=quicksilver.portal.models.fields.Value(
                blank=True, null=True, schema="When", verbose_name="call for a lead issued"
            ),
        ),
        migrations.AddField(
            model_name="historicalmandate",
            name="document",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="programme.document",
                verbose_name="document",
            ),
        ),
        migrations.AddField(
            model_name="historicalmeeting",
            name="form",
            field=models.CharField(
                choices=[
                    ("in person", "in person"),
                    ("online", "online"),
                    ("hybrid", "hybrid"),
                    ("not stated", "not stated"),
                ],
                default="not stated",
                max_length=20,
                verbose_name="form",
            ),
        ),
        migrations.AddField(
            model_name="historicalmembership",
            name="goal_accepted",
            field=models.BooleanField(blank=True, null=True, verbose_name="goal accepted"),
        ),
        migrations.AddField(
            model_name="historicalmembership",
            name="letter",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="programme.document",
                verbose_name="letter",
            ),
        ),
        migrations.AddField(
            model_name="historicalmembership",
            name="renewed",
            field=quicksilver.portal.models.fields.Value(
                blank=True, null=True, schema="When", verbose_name="renewed"
            ),
        ),
        migrations.AddField(
            model_name="historicalmembership",
            name="tier",
            field=models.CharField(blank=True, default="", max_length=500, verbose_name="tier"),
        ),
        migrations.AddField(
            model_name="historicaloutput",
            name="access",
            field=models.CharField(
                choices=[("open", "open"), ("login", "login"), ("not stated", "not stated")],
                default="not stated",
                max_length=20,
                verbose_name="access",
            ),
        ),
        migrations.AddField(
            model_name="historicaloutput",
            name="licence",
            field=models.CharField(blank=True, default="", max_length=500, verbose_name="licence"),
        ),
        migrations.AddField(
            model_name="historicaloutput",
            name="link",
            field=models.CharField(
                blank=True,
                choices=[
                    ("works", "works"),
                    ("redirected", "redirected"),
                    ("dead", "dead"),
                    ("behind a login", "behind a login"),
                ],
                default="",
                max_length=20,
                verbose_name="state of the address",
            ),
        ),
        migrations.AddField(
            model_name="historicaloutput",
            name="link_checked",
            field=quicksilver.portal.models.fields.Value(
                blank=True, null=True, schema="When", verbose_name="address followed on"
            ),
        ),
        migrations.AddField(
            model_name="historicaloutput",
            name="supersedes",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="programme.output",
                verbose_name="supersedes",
            ),
        ),
        migrations.AddField(
            model_name="historicalplan",
            name="consultation",
            field=quicksilver.portal.models.fields.Value(
                blank=True, null=True, schema="When", verbose_name="consultation"
            ),
        ),
        migrations.AddField(
            model_name="historicalplan",
            name="consultation_url",
            field=models.TextField(blank=True, default="", verbose_name="address of the consultation"),
        ),
        migrations.AddField(
            model_name="historicalplan",
            name="evaluation",
            field=quicksilver.portal.models.fields.Value(
                blank=True, null=True, schema="Text", verbose_name="evaluation"
            ),
        ),
        migrations.AddField(
            model_name="historicalplan",
            name="linkages",
            field=quicksilver.portal.models.fields.Value(
                blank=True, null=True, schema="Text", verbose_name="linkages"
            ),
        ),
        migrations.AddField(
            model_name="historicalplan",
            name="resources",
            field=quicksilver.portal.models.fields.Value(
                blank=True, null=True, schema="Text", verbose_name="resources"
            ),
        ),
        migrations.AddField(
            model_name="historicalsubmission",
            name="asked",
            field=quicksilver.portal.models.fields.Value(
                blank=True, null=True, schema="When", verbose_name="asked on"
            ),
        ),
        migrations.AddField(
            model_name="historicalsubmission",
            name="document",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="programme.document",
                verbose_name="document",
            ),
        ),
        migrations.AddField(
            model_name="historicalsubmission",
            name="language",
            field=models.CharField(
                blank=True,
                choices=[("en", "en"), ("fr", "fr"), ("es", "es"), ("ru", "ru"), ("zh", "zh"), ("ar", "ar")],
                max_length=2,
                null=True,
                verbose_name="language",
            ),
        ),
        migrations.AddField(
            model_name="historicalsubmission",
            name="reminded",
            field=quicksilver.portal.models.fields.Value(
                blank=True, default=list, many=True, schema="When", verbose_name="reminded on"
            ),
        ),
        migrations.AddField(
            model_name="historicalsubmission",
            name="submitted_by",
            field=models.CharField(blank=True, default="", max_length=500, verbose_name="submitted by"),
        ),
        migrations.AddField(
            model_name="leadership",
            name="call",
            field=quicksilver.portal.models.fields.Value(
                blank=True, null=True, schema="When", verbose_name="call for a lead issued"
            ),
        ),
        migrations.AddField(
            model_name="mandate",
            name="document",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="programme.document",
                verbose_name="document",
            ),
        ),
        migrations.AddField(
            model_name="meeting",
            name="form",
            field=models.CharField(
                choices=[
                    ("in person", "in person"),
                    ("online", "online"),
                    ("hybrid", "hybrid"),
                    ("not stated", "not stated"),
                ],
                default="not stated",
                max_length=20,
                verbose_name="form",
            ),
        ),
        migrations.AddField(
            model_name="membership",
            name="goal_accepted",
            field=models.BooleanField(blank=True, null=True, verbose_name="goal accepted"),
        ),
        migrations.AddField(
            model_name="membership",
            name="letter",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="programme.document",
                verbose_name="letter",
            ),
        ),
        migrations.AddField(
            model_name="membership",
            name="renewed",
            field=quicksilver.portal.models.fields.Value(
                blank=True, null=True, schema="When", verbose_name="renewed"
            ),
        ),
        migrations.AddField(
            model_name="membership",
            name="tier",
            field=models.CharField(blank=True, default="", max_length=500, verbose_name="tier"),
        ),
        migrations.AddField(
            model_name="output",
            name="access",
            field=models.CharField(
                choices=[("open", "open"), ("login", "login"), ("not stated", "not stated")],
                default="not stated",
                max_length=20,
                verbose_name="access",
            ),
        ),
        migrations.AddField(
            model_name="output",
            name="licence",
            field=models.CharField(blank=True, default="", max_length=500, verbose_name="licence"),
        ),
        migrations.AddField(
            model_name="output",
            name="link",
            field=models.CharField(
                blank=True,
                choices=[
                    ("works", "works"),
                    ("redirected", "redirected"),
                    ("dead", "dead"),
                    ("behind a login", "behind a login"),
                ],
                default="",
                max_length=20,
                verbose_name="state of the address",
            ),
        ),
        migrations.AddField(
            model_name="output",
            name="link_checked",
            field=quicksilver.portal.models.fields.Value(
                blank=True, null=True, schema="When", verbose_name="address followed on"
            ),
        ),
        migrations.AddField(
            model_name="output",
            name="supersedes",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="programme.output",
                verbose_name="supersedes",
            ),
        ),
        migrations.AddField(
            model_name="plan",
            name="consultation",
            field=quicksilver.portal.models.fields.Value(
                blank=True, null=True, schema="When", verbose_name="consultation"
            ),
        ),
        migrations.AddField(
            model_name="plan",
            name="consultation_url",
            field=models.TextField(blank=True, default="", verbose_name="address of the consultation"),
        ),
        migrations.AddField(
            model_name="plan",
            name="evaluation",
            field=quicksilver.portal.models.fields.Value(
                blank=True, null=True, schema="Text", verbose_name="evaluation"
            ),
        ),
        migrations.AddField(
            model_name="plan",
            name="linkages",
            field=quicksilver.portal.models.fields.Value(
                blank=True, null=True, schema="Text", verbose_name="linkages"
            ),
        ),
        migrations.AddField(
            model_name="plan",
            name="resources",
            field=quicksilver.portal.models.fields.Value(
                blank=True, null=True, schema="Text", verbose_name="resources"
            ),
        ),
        migrations.AddField(
            model_name="submission",
            name="asked",
            field=quicksilver.portal.models.fields.Value(
                blank=True, null=True, schema="When", verbose_name="asked on"
            ),
        ),
        migrations.AddField(
            model_name="submission",
            name="document",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="programme.document",
                verbose_name="document",
            ),
        ),
        migrations.AddField(
            model_name="submission",
            name="language",
            field=models.CharField(
                blank=True,
                choices=[("en", "en"), ("fr", "fr"), ("es", "es"), ("ru", "ru"), ("zh", "zh"), ("ar", "ar")],
                max_length=2,
                null=True,
                verbose_name="language",
            ),
        ),
        migrations.AddField(
            model_name="submission",
            name="reminded",
            field=quicksilver.portal.models.fields.Value(
                blank=True, default=list, many=True, schema="When", verbose_name="reminded on"
            ),
        ),
        migrations.AddField(
            model_name="submission",
            name="submitted_by",
            field=models.CharField(blank=True, default="", max_length=500, verbose_name="submitted by"),
        ),
        migrations.AlterField(
            model_name="citation",
            name="kind",
            field=models.CharField(
                choices=[
                    ("documents", "documents"),
                    ("mandates", "mandates"),
                    ("organisations", "organisations"),
                    ("persons", "persons"),
                    ("areas", "areas"),
                    ("leaderships", "leaderships"),
                    ("memberships", "memberships"),
                    ("seats", "seats"),
                    ("meetings", "meetings"),
                    ("indicators", "indicators"),
                    ("baselines", "baselines"),
                    ("observations", "observations"),
                    ("plans", "plans"),
                    ("targets", "targets"),
                    ("outputs", "outputs"),
                    ("activities", "activities"),
                    ("contributions", "contributions"),
                    ("needs", "needs"),
                    ("cycles", "cycles"),
                    ("submissions", "submissions"),
                    ("comments", "comments"),
                    ("action-items", "action-items"),
                    ("claims", "claims"),
                    ("facts", "facts"),
                ],
                max_length=20,
            ),
        ),
        migrations.AlterField(
            model_name="historicalcitation",
            name="kind",
            field=models.CharField(
                choices=[
                    ("documents", "documents"),
                    ("mandates", "mandates"),
                    ("organisations", "organisations"),
                    ("persons", "persons"),
                    ("areas", "areas"),
                    ("leaderships", "leaderships"),
                    ("memberships", "memberships"),
                    ("seats", "seats"),
                    ("meetings", "meetings"),
                    ("indicators", "indicators"),
                    ("baselines", "baselines"),
                    ("observations", "observations"),
                    ("plans", "plans"),
                    ("targets", "targets"),
                    ("outputs", "outputs"),
                    ("activities", "activities"),
                    ("contributions", "contributions"),
                    ("needs", "needs"),
                    ("cycles", "cycles"),
                    ("submissions", "submissions"),
                    ("comments", "comments"),
                    ("action-items", "action-items"),
                    ("claims", "claims"),
                    ("facts", "facts"),
                ],
                max_length=20,
            ),
        ),
        migrations.CreateModel(
            name="ActivityServes",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveIntegerField(default=0)),
                ("action", models.PositiveIntegerField(verbose_name="number of the priority action")),
                (
                    "activity",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="serves",
                        to="programme.activity",
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="programme.plan",
                        verbose_name="plan",
                    ),
                ),
            ],
            options={
                "verbose_name": "priority action served",
                "verbose_name_plural": "priority actions served",
                "ordering": ("position",),
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="AgendaItem",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveIntegerField(default=0)),
                ("number", models.CharField(blank=True, default="", max_length=500, verbose_name="number")),
                ("text", quicksilver.portal.models.fields.Value(schema="Text", verbose_name="text")),
                (
                    "document",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="programme.document",
                        verbose_name="document",
                    ),
                ),
                (
                    "meeting",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="agenda",
                        to="programme.meeting",
                    ),
                ),
            ],
            options={
                "verbose_name": "agenda item",
                "verbose_name_plural": "agenda items",
                "ordering": ("position",),
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Attendance",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveIntegerField(default=0)),
                ("count", models.PositiveIntegerField(verbose_name="number")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("government", "government"),
                            ("reio", "reio"),
                            ("igo", "igo"),
                            ("industry", "industry"),
                            ("ngo", "ngo"),
                            ("academia", "academia"),
                            ("fund", "fund"),
                            ("individual", "individual"),
                            ("other", "other"),
                            ("not stated", "not stated"),
                        ],
                        default="not stated",
                        max_length=20,
                        verbose_name="kind",
                    ),
                ),
                ("country", models.CharField(blank=True, default="", max_length=500, verbose_name="country")),
                (
                    "region",
                    quicksilver.portal.models.fields.Value(
                        blank=True, null=True, schema="Text", verbose_name="region"
                    ),
                ),
                (
                    "meeting",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="attendance",
                        to="programme.meeting",
                    ),
                ),
            ],
            options={
                "verbose_name": "attendance",
                "verbose_name_plural": "attendance",
                "ordering": ("position",),
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Correction",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveIntegerField(default=0)),
                ("text", quicksilver.portal.models.fields.Value(schema="Text", verbose_name="text")),
                ("languages", models.JSONField(blank=True, default=list, verbose_name="languages")),
                (
                    "date",
                    quicksilver.portal.models.fields.Value(
                        blank=True, null=True, schema="When", verbose_name="date"
                    ),
                ),
                (
                    "cycle",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="corrections",
                        to="programme.cycle",
                    ),
                ),
                (
                    "document",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="programme.document",
                        verbose_name="document",
                    ),
                ),
            ],
            options={
                "verbose_name": "correction",
                "verbose_name_plural": "corrections",
                "ordering": ("position",),
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Decision",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveIntegerField(default=0)),
                ("text", quicksilver.portal.models.fields.Value(schema="Text", verbose_name="text")),
                ("letter", models.CharField(blank=True, default="", max_length=500, verbose_name="letter")),
                (
                    "mandate",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="programme.mandate",
                        verbose_name="mandate",
                    ),
                ),
                (
                    "meeting",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="decisions",
                        to="programme.meeting",
                    ),
                ),
                (
                    "task",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="programme.actionitem",
                        verbose_name="action item",
                    ),
                ),
            ],
            options={
                "verbose_name": "decision of the meeting",
                "verbose_name_plural": "decisions of the meeting",
                "ordering": ("position",),
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="HistoricalActivityServes",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                ("position", models.PositiveIntegerField(default=0)),
                ("action", models.PositiveIntegerField(verbose_name="number of the priority action")),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.TextField(blank=True, default="", null=True)),
                (
                    "history_type",
                    models.CharField(
                        choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                    ),
                ),
                ("history_user_id", models.CharField(blank=True, max_length=150, null=True)),
                (
                    "activity",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="programme.activity",
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="programme.plan",
                        verbose_name="plan",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical priority action served",
                "verbose_name_plural": "historical priority actions served",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalAgendaItem",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                ("position", models.PositiveIntegerField(default=0)),
                ("number", models.CharField(blank=True, default="", max_length=500, verbose_name="number")),
                ("text", quicksilver.portal.models.fields.Value(schema="Text", verbose_name="text")),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.TextField(blank=True, default="", null=True)),
                (
                    "history_type",
                    models.CharField(
                        choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                    ),
                ),
                ("history_user_id", models.CharField(blank=True, max_length=150, null=True)),
                (
                    "document",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="programme.document",
                        verbose_name="document",
                    ),
                ),
                (
                    "meeting",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="programme.meeting",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical agenda item",
                "verbose_name_plural": "historical agenda items",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalAttendance",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                ("position", models.PositiveIntegerField(default=0)),
                ("count", models.PositiveIntegerField(verbose_name="number")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("government", "government"),
                            ("reio", "reio"),
                            ("igo", "igo"),
                            ("industry", "industry"),
                            ("ngo", "ngo"),
                            ("academia", "academia"),
                            ("fund", "fund"),
                            ("individual", "individual"),
                            ("other", "other"),
                            ("not stated", "not stated"),
                        ],
                        default="not stated",
                        max_length=20,
                        verbose_name="kind",
                    ),
                ),
                ("country", models.CharField(blank=True, default="", max_length=500, verbose_name="country")),
                (
                    "region",
                    quicksilver.portal.models.fields.Value(
                        blank=True, null=True, schema="Text", verbose_name="region"
                    ),
                ),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.TextField(blank=True, default="", null=True)),
                (
                    "history_type",
                    models.CharField(
                        choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                    ),
                ),
                ("history_user_id", models.CharField(blank=True, max_length=150, null=True)),
                (
                    "meeting",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="programme.meeting",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical attendance",
                "verbose_name_plural": "historical attendance",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalComment",
            fields=[
                (
                    "id",
                    models.CharField(
                        db_index=True,
                        max_length=120,
                        validators=[django.core.validators.RegexValidator("^[a-z0-9]+(?:[-.][a-z0-9]+)*$")],
                        verbose_name="identifier",
                    ),
                ),
                (
                    "since",
                    quicksilver.portal.models.fields.Value(
                        blank=True, null=True, schema="When", verbose_name="since"
                    ),
                ),
                (
                    "until",
                    quicksilver.portal.models.fields.Value(
                        blank=True, null=True, schema="When", verbose_name="until"
                    ),
                ),
                ("held_from", models.DateField(editable=False, null=True)),
                ("held_until", models.DateField(editable=False, null=True)),
                (
                    "note",
                    quicksilver.portal.models.fields.Value(
                        blank=True, null=True, schema="Text", verbose_name="note"
                    ),
                ),
                ("not_stated", models.JSONField(blank=True, default=list, verbose_name="not stated")),
                (
                    "visibility",
                    models.CharField(
                        choices=[
                            ("public", "public"),
                            ("partners", "partners"),
                            ("secretariat", "secretariat"),
                        ],
                        default="partners",
                        max_length=20,
                        verbose_name="visible to",
                    ),
                ),
                ("subject", models.CharField(default="", max_length=500, verbose_name="subject")),
                ("place", models.CharField(blank=True, default="", max_length=500, verbose_name="place")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("comment", "comment"),
                            ("consultation", "consultation"),
                            ("query", "query"),
                            ("fact check", "fact check"),
                            ("review", "review"),
                        ],
                        default="comment",
                        max_length=20,
                        verbose_name="kind",
                    ),
                ),
                ("text", quicksilver.portal.models.fields.Value(schema="Text", verbose_name="text")),
                ("author", models.CharField(blank=True, default="", max_length=500, verbose_name="author")),
                (
                    "made",
                    quicksilver.portal.models.fields.Value(
                        blank=True, null=True, schema="When", verbose_name="made on"
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "open"),
                            ("answered", "answered"),
                            ("taken up", "taken up"),
                            ("not taken up", "not taken up"),
                            ("withdrawn", "withdrawn"),
                        ],
                        default="open",
                        max_length=20,
                        verbose_name="state",
                    ),
                ),
                (
                    "reply",
                    quicksilver.portal.models.fields.Value(
                        blank=True, null=True, schema="Text", verbose_name="reply"
                    ),
                ),
                (
                    "replied",
                    quicksilver.portal.models.fields.Value(
                        blank=True, null=True, schema="When", verbose_name="replied on"
                    ),
                ),
                (
                    "replied_by",
                    models.CharField(blank=True, default="", max_length=500, verbose_name="replied by"),
                ),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.TextField(blank=True, default="", null=True)),
                (
                    "history_type",
                    models.CharField(
                        choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                    ),
                ),
                ("history_user_id", models.CharField(blank=True, max_length=150, null=True)),
                (
                    "organisation",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="programme.organisation",
                        verbose_name="organisation",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical comment",
                "verbose_name_plural": "historical comments",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalCorrection",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                ("position", models.PositiveIntegerField(default=0)),
                ("text", quicksilver.portal.models.fields.Value(schema="Text", verbose_name="text")),
                ("languages", models.JSONField(blank=True, default=list, verbose_name="languages")),
                (
                    "date",
                    quicksilver.portal.models.fields.Value(
                        blank=True, null=True, schema="When", verbose_name="date"
                    ),
                ),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.TextField(blank=True, default="", null=True)),
                (
                    "history_type",
                    models.CharField(
                        choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                    ),
                ),
                ("history_user_id", models.CharField(blank=True, max_length=150, null=True)),
                (
                    "cycle",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="programme.cycle",
                    ),
                ),
                (
                    "document",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="programme.document",
                        verbose_name="document",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical correction",
                "verbose_name_plural": "historical corrections",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalDecision",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                ("position", models.PositiveIntegerField(default=0)),
                ("text", quicksilver.portal.models.fields.Value(schema="Text", verbose_name="text")),
                ("letter", models.CharField(blank=True, default="", max_length=500, verbose_name="letter")),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.TextField(blank=True, default="", null=True)),
                (
                    "history_type",
                    models.CharField(
                        choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                    ),
                ),
                ("history_user_id", models.CharField(blank=True, max_length=150, null=True)),
                (
                    "mandate",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="programme.mandate",
                        verbose_name="mandate",
                    ),
                ),
                (
                    "meeting",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="programme.meeting",
                    ),
                ),
                (
                    "task",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="programme.actionitem",
                        verbose_name="action item",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical decision of the meeting",
                "verbose_name_plural": "historical decisions of the meeting",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalNeed",
            fields=[
                (
                    "id",
                    models.CharField(
                        db_index=True,
                        max_length=120,
                        validators=[django.core.validators.RegexValidator("^[a-z0-9]+(?:[-.][a-z0-9]+)*$")],
                        verbose_name="identifier",
                    ),
                ),
                (
                    "since",
                    quicksilver.portal.models.fields.Value(
                        blank=True, null=True, schema="When", verbose_name="since"
                    ),
                ),
                (
                    "until",
                    quicksilver.portal.models.fields.Value(
                        blank=True, null=True, schema="When", verbose_name="until"
                    ),
                ),
                ("held_from", models.DateField(editable=False, null=True)),
                ("held_until", models.DateField(editable=False, null=True)),
                (
                    "visibility",
                    models.CharField(
                        choices=[
                            ("public", "public"),
                            ("partners", "partners"),
                            ("secretariat", "secretariat"),
                        ],
                        default="public",
                        max_length=20,
                        verbose_name="visible to",
                    ),
                ),
                (
                    "note",
                    quicksilver.portal.models.fields.Value(
                        blank=True, null=True, schema="Text", verbose_name="note"
                    ),
                ),
                ("not_stated", models.JSONField(blank=True, default=list, verbose_name="not stated")),
                (
                    "text",
                    quicksilver.portal.models.fields.Value(
                        blank=True, null=True, schema="Text", verbose_name="text"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("cash", "cash"),
                            ("staff time", "staff time"),
                            ("equipment", "equipment"),
                            ("expertise", "expertise"),
                            ("venue", "venue"),
                            ("data", "data"),
                            ("not stated", "not stated"),
                        ],
                        default="not stated",
                        max_length=20,
                        verbose_name="kind",
                    ),
                ),
                (
                    "money",
                    quicksilver.portal.models.fields.Value(
                        blank=True, null=True, schema="Funding", verbose_name="money"
                    ),
                ),
                (
                    "hours",
                    quicksilver.portal.models.fields.ExactDecimal(
                        blank=True, max_length=60, null=True, verbose_name="hours"
                    ),
                ),
                (
                    "period",
                    quicksilver.portal.models.fields.Value(
                        blank=True, null=True, schema="When", verbose_name="period"
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "open"), ("met", "met"), ("withdrawn", "withdrawn")],
                        default="open",
                        max_length=20,
                        verbose_name="state",
                    ),
                ),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.TextField(blank=True, default="", null=True)),
                (
                    "history_type",
                    models.CharField(
                        choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                    ),
                ),
                ("history_user_id", models.CharField(blank=True, max_length=150, null=True)),
                (
                    "activity",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="programme.activity",
                        verbose_name="activity",
                    ),
                ),
                (
                    "area",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="programme.area",
                        verbose_name="area",
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="programme.plan",
                        verbose_name="plan",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical need",
                "verbose_name_plural": "historical needs",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalOffer",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                ("position", models.PositiveIntegerField(default=0)),
                (
                    "date",
                    quicksilver.portal.models.fields.Value(
                        blank=True, null=True, schema="When", verbose_name="date"
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("made", "made"),
                            ("accepted", "accepted"),
                            ("declined", "declined"),
                            ("withdrawn", "withdrawn"),
                        ],
                        default="made",
                        max_length=20,
                        verbose_name="state",
                    ),
                ),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.TextField(blank=True, default="", null=True)),
                (
                    "history_type",
                    models.CharField(
                        choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                    ),
                ),
                ("history_user_id", models.CharField(blank=True, max_length=150, null=True)),
                (
                    "leadership",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="programme.leadership",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="programme.organisation",
                        verbose_name="organisation",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical offer to lead",
                "verbose_name_plural": "historical offers to lead",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="Offer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveIntegerField(default=0)),
                (
                    "date",
                    quicksilver.portal.models.fields.Value(
                        blank=True, null=True, schema="When", verbose_name="date"
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("made", "made"),
                            ("accepted", "accepted"),
                            ("declined", "declined"),
                            ("withdrawn", "withdrawn"),
                        ],
                        default="made",
                        max_length=20,
                        verbose_name="state",
                    ),
                ),
                (
                    "leadership",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="offers",
                        to="programme.leadership",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="programme.organisation",
                        verbose_name="organisation",
                    ),
                ),
            ],
            options={
                "verbose_name": "offer to lead",
                "verbose_name_plural": "offers to lead",
                "ordering": ("position",),
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Person",
            fields=[
                (
                    "id",
                    models.CharField(
                        max_length=120,
                        primary_key=True,
                        serialize=False,
                        validators=[django.core.validators.RegexValidator("^[a-z0-9]+(?:[-.][a-z0-9]+)*$")],
                        verbose_name="identifier",
                    ),
                ),
                (
                    "since",
                    quicksilver.portal.models.fields.Value(
                        blank=True, null=True, schema="When", verbose_name="since"
                    ),
                ),
                (
                    "until",
                    quicksilver.portal.models.fields.Value(
                        blank=True, null=True, schema="When", verbose_name="until"
                    ),
                ),
                ("held_from", models.DateField(editable=False, null=True)),
                ("held_until", models.DateField(editable=False, null=True)),
                (
                    "note",
                    quicksilver.portal.models.fields.Value(
                        blank=True, null=True, schema="Text", verbose_name="note"
                    ),
                ),
                ("not_stated", models.JSONField(blank=True, default=list, verbose_name="not stated")),
                (
                    "visibility",
                    models.CharField(
                        choices=[
                            ("public", "public"),
                            ("partners", "partners"),
                            ("secretariat", "secretariat"),
                        ],
                        default="secretariat",
                        max_length=20,
                        verbose_name="visible to",
                    ),
                ),
                ("name", models.CharField(default="", max_length=500, verbose_name="name")),
                ("contact", models.CharField(blank=True, default="", max_length=500, verbose_name="contact")),
                (
                    "language",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("en", "en"),
                            ("fr", "fr"),
                            ("es", "es"),
                            ("ru", "ru"),
                            ("zh", "zh"),
                            ("ar", "ar"),
                        ],
                        max_length=2,
                        null=True,
                        verbose_name="language",
                    ),
                ),
                (
                    "consent",
                    models.CharField(
                        choices=[
                            ("given", "given"),
                            ("withdrawn", "withdrawn"),
                            ("not stated", "not stated"),
                        ],
                        default="not stated",
                        max_length=20,
                        verbose_name="consent to be named",
                    ),
                ),
                (
                    "consented",
                    quicksilver.portal.models.fields.Value(
                        blank=True, null=True, schema="When", verbose_name="consented on"
                    ),
                ),
            ],
            options={
                "verbose_name": "person",
                "verbose_name_plural": "persons",
                "ordering": ("id",),
                "abstract": False,
                "indexes": [
                    models.Index(
                        condition=models.Q(("visibility", "public"), _negated=True),
                        fields=["visibility"],
                        name="person_hidden",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("visibility", "public"), _negated=True),
                            ("consent", "given"),
                            _connector="OR",
                        ),
                        name="person_shown_with_consent",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalSeat",
            fields=[
                (
                    "id",
                    models.CharField(
                        db_index=True,
                        max_length=120,
                        validators=[django.core.validators.RegexValidator("^[a-z0-9]+(?:[-.][a-z0-9]+)*$")],
                        verbose_name="identifier",
                    ),
                ),
                (
                    "since",
                    quicksilver.portal.models.fields.Value(
                        blank=True, null=True, schema="When", verbose_name="since"
                    ),
                ),
                (
                    "until",
                    quicksilver.portal.models.fields.Value(
                        blank=True, null=True, schema="When", verbose_name="until"
                    ),
                ),
                ("held_from", models.DateField(editable=False, null=True)),
                ("held_until", models.DateField(editable=False, null=True)),
                (
                    "visibility",
                    models.CharField(
                        choices=[
                            ("public", "public"),
                            ("partners", "partners"),
                            ("secretariat", "secretariat"),
                        ],
                        default="public",
                        max_length=20,
                        verbose_name="visible to",
                    ),
                ),
                (
                    "note",
                    quicksilver.portal.models.fields.Value(
                        blank=True, null=True, schema="Text", verbose_name="note"
                    ),
                ),
                ("not_stated", models.JSONField(blank=True, default=list, verbose_name="not stated")),
                (
                    "body",
                    models.CharField(
                        default="Partnership Advisory Group", max_length=500, verbose_name="body"
                    ),
                ),
                (
                    "capacity",
                    models.CharField(
                        choices=[
                            ("area lead", "area lead"),
                            ("government", "government"),
                            ("igo", "igo"),
                            ("industry", "industry"),
                            ("ngo", "ngo"),
                            ("academia", "academia"),
                            ("other", "other"),
                            ("not stated", "not stated"),
                        ],
                        default="not stated",
                        max_length=20,
                        verbose_name="capacity",
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        choices=[("member", "member"), ("co-chair", "co-chair"), ("observer", "observer")],
                        default="member",
                        max_length=20,
                        verbose_name="role",
                    ),
                ),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.TextField(blank=True, default="", null=True)),
                (
                    "history_type",
                    models.CharField(
                        choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                    ),
                ),
                ("history_user_id", models.CharField(blank=True, max_length=150, null=True)),
                (
                    "organisation",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="programme.organisation",
                        verbose_name="organisation",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="programme.person",
                        verbose_name="person",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical seat",
                "verbose_name_plural": "historical seats",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalAffiliation",
            fields=[
                (
                    "id",
                    models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID"),
                ),
                ("position", models.PositiveIntegerField(default=0)),
                (
                    "function",
                    models.CharField(blank=True, default="", max_length=500, verbose_name="function"),
                ),
                (
                    "since",
                    quicksilver.portal.models.fields.Value(
                        blank=True, null=True, schema="When", verbose_name="since"
                    ),
                ),
                (
                    "until",
                    quicksilver.portal.models.fields.Value(
                        blank=True, null=True, schema="When", verbose_name="until"
                    ),
                ),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.TextField(blank=True, default="", null=True)),
                (
                    "history_type",
                    models.CharField(
                        choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                    ),
                ),
                ("history_user_id", models.CharField(blank=True, max_length=150, null=True)),
                (
                    "organisation",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="programme.organisation",
                        verbose_name="organisation",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="programme.person",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical affiliation",
                "verbose_name_plural": "historical affiliations",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="Affiliation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveIntegerField(default=0)),
                (
                    "function",
                    models.CharField(blank=True, default="", max_length=500, verbose_name="function"),
                ),
                (
                    "since",
                    quicksilver.portal.models.fields.Value(
                        blank=True, null=True, schema="When", verbose_name="since"
                    ),
                ),
                (
                    "until",
                    quicksilver.portal.models.fields.Value(
                        blank=True, null=True, schema="When", verbose_name="until"
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="programme.organisation",
                        verbose_name="organisation",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="affiliations",
                        to="programme.person",
                    ),
                ),
            ],
            options={
                "verbose_name": "affiliation",
                "verbose_name_plural": "affiliations",
                "ordering": ("position",),
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Comment",
            fields=[
                (
                    "id",
                    models.CharField(
                        max_length=120,
                        primary_key=True,
                        serialize=False,
                        validators=[django.core.validators.RegexValidator("^[a-z0-9]+(?:[-.][a-z0-9]+)*$")],
                        verbose_name="identifier",
                    ),
                ),
                (
                    "since",
                    quicksilver.portal.models.fields.Value(
                        blank=True, null=True, schema="When", verbose_name="since"
                    ),
                ),
                (
                    "until",
                    quicksilver.portal.models.fields.Value(
                        blank=True, null=True, schema="When", verbose_name="until"
                    ),
                ),
                ("held_from", models.DateField(editable=False, null=True)),
                ("held_until", models.DateField(editable=False, null=True)),
                (
                    "note",
                    quicksilver.portal.models.fields.Value(
                        blank=True, null=True, schema="Text", verbose_name="note"
                    ),
                ),
                ("not_stated", models.JSONField(blank=True, default=list, verbose_name="not stated")),
                (
                    "visibility",
                    models.CharField(
                        choices=[
                            ("public", "public"),
                            ("partners", "partners"),
                            ("secretariat", "secretariat"),
                        ],
                        default="partners",
                        max_length=20,
                        verbose_name="visible to",
                    ),
                ),
                ("subject", models.CharField(default="", max_length=500, verbose_name="subject")),
                ("place", models.CharField(blank=True, default="", max_length=500, verbose_name="place")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("comment", "comment"),
                            ("consultation", "consultation"),
                            ("query", "query"),
                            ("fact check", "fact check"),
                            ("review", "review"),
                        ],
                        default="comment",
                        max_length=20,
                        verbose_name="kind",
                    ),
                ),
                ("text", quicksilver.portal.models.fields.Value(schema="Text", verbose_name="text")),
                ("author", models.CharField(blank=True, default="", max_length=500, verbose_name="author")),
                (
                    "made",
                    quicksilver.portal.models.fields.Value(
                        blank=True, null=True, schema="When", verbose_name="made on"
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "open"),
                            ("answered", "answered"),
                            ("taken up", "taken up"),
                            ("not taken up", "not taken up"),
                            ("withdrawn", "withdrawn"),
                        ],
                        default="open",
                        max_length=20,
                        verbose_name="state",
                    ),
                ),
                (
                    "reply",
                    quicksilver.portal.models.fields.Value(
                        blank=True, null=True, schema="Text", verbose_name="reply"
                    ),
                ),
                (
                    "replied",
                    quicksilver.portal.models.fields.Value(
                        blank=True, null=True, schema="When", verbose_name="replied on"
                    ),
                ),
                (
                    "replied_by",
                    models.CharField(blank=True, default="", max_length=500, verbose_name="replied by"),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="programme.organisation",
                        verbose_name="organisation",
                    ),
                ),
            ],
            options={
                "verbose_name": "comment",
                "verbose_name_plural": "comments",
                "ordering": ("id",),
                "abstract": False,
                "indexes": [
                    models.Index(
                        condition=models.Q(("visibility", "public"), _negated=True),
                        fields=["visibility"],
                        name="comment_hidden",
                    ),
                    models.Index(fields=["subject"], name="comment_subject"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Need",
            fields=[
                (
                    "id",
                    models.CharField(
                        max_length=120,
                        primary_key=True,
                        serialize=False,
                        validators=[django.core.validators.RegexValidator("^[a-z0-9]+(?:[-.][a-z0-9]+)*$")],
                        verbose_name="identifier",
                    ),
                ),
                (
                    "since",
                    quicksilver.portal.models.fields.Value(
                        blank=True, null=True, schema="When", verbose_name="since"
                    ),
                ),
                (
                    "until",
                    quicksilver.portal.models.fields.Value(
                        blank=True, null=True, schema="When", verbose_name="until"
                    ),
                ),
                ("held_from", models.DateField(editable=False, null=True)),
                ("held_until", models.DateField(editable=False, null=True)),
                (
                    "visibility",
                    models.CharField(
                        choices=[
                            ("public", "public"),
                            ("partners", "partners"),
                            ("secretariat", "secretariat"),
                        ],
                        default="public",
                        max_length=20,
                        verbose_name="visible to",
                    ),
                ),
                (
                    "note",
                    quicksilver.portal.models.fields.Value(
                        blank=True, null=True, schema="Text", verbose_name="note"
                    ),
                ),
                ("not_stated", models.JSONField(blank=True, default=list, verbose_name="not stated")),
                (
                    "text",
                    quicksilver.portal.models.fields.Value(
                        blank=True, null=True, schema="Text", verbose_name="text"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("cash", "cash"),
                            ("staff time", "staff time"),
                            ("equipment", "equipment"),
                            ("expertise", "expertise"),
                            ("venue", "venue"),
                            ("data", "data"),
                            ("not stated", "not stated"),
                        ],
                        default="not stated",
                        max_length=20,
                        verbose_name="kind",
                    ),
                ),
                (
                    "money",
                    quicksilver.portal.models.fields.Value(
                        blank=True, null=True, schema="Funding", verbose_name="money"
                    ),
                ),
                (
                    "hours",
                    quicksilver.portal.models.fields.ExactDecimal(
                        blank=True, max_length=60, null=True, verbose_name="hours"
                    ),
                ),
                (
                    "period",
                    quicksilver.portal.models.fields.Value(
                        blank=True, null=True, schema="When", verbose_name="period"
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "open"), ("met", "met"), ("withdrawn", "withdrawn")],
                        default="open",
                        max_length=20,
                        verbose_name="state",
                    ),
                ),
                (
                    "activity",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="programme.activity",
                        verbose_name="activity",
                    ),
                ),
                (
                    "area",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="programme.area",
                        verbose_name="area",
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="programme.plan",
                        verbose_name="plan",
                    ),
                ),
            ],
            options={
                "verbose_name": "need",
                "verbose_name_plural": "needs",
                "ordering": ("id",),
                "abstract": False,
                "indexes": [
                    models.Index(
                        condition=models.Q(("visibility", "public"), _negated=True),
                        fields=["visibility"],
                        name="need_hidden",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("activity__isnull", False),
                            ("plan__isnull", False),
                            ("area__isnull", False),
                            _connector="OR",
                        ),
                        name="need_of_something",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Seat",
            fields=[
                (
                    "id",
                    models.CharField(
                        max_length=120,
                        primary_key=True,
                        serialize=False,
                        validators=[django.core.validators.RegexValidator("^[a-z0-9]+(?:[-.][a-z0-9]+)*$")],
                        verbose_name="identifier",
                    ),
                ),
                (
                    "since",
                    quicksilver.portal.models.fields.Value(
                        blank=True, null=True, schema="When", verbose_name="since"
                    ),
                ),
                (
                    "until",
                    quicksilver.portal.models.fields.Value(
                        blank=True, null=True, schema="When", verbose_name="until"
                    ),
                ),
                ("held_from", models.DateField(editable=False, null=True)),
                ("held_until", models.DateField(editable=False, null=True)),
                (
                    "visibility",
                    models.CharField(
                        choices=[
                            ("public", "public"),
                            ("partners", "partners"),
                            ("secretariat", "secretariat"),
                        ],
                        default="public",
                        max_length=20,
                        verbose_name="visible to",
                    ),
                ),
                (
                    "note",
                    quicksilver.portal.models.fields.Value(
                        blank=True, null=True, schema="Text", verbose_name="note"
                    ),
                ),
                ("not_stated", models.JSONField(blank=True, default=list, verbose_name="not stated")),
                (
                    "body",
                    models.CharField(
                        default="Partnership Advisory Group", max_length=500, verbose_name="body"
                    ),
                ),
                (
                    "capacity",
                    models.CharField(
                        choices=[
                            ("area lead", "area lead"),
                            ("government", "government"),
                            ("igo", "igo"),
                            ("industry", "industry"),
                            ("ngo", "ngo"),
                            ("academia", "academia"),
                            ("other", "other"),
                            ("not stated", "not stated"),
                        ],
                        default="not stated",
                        max_length=20,
                        verbose_name="capacity",
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        choices=[("member", "member"), ("co-chair", "co-chair"), ("observer", "observer")],
                        default="member",
                        max_length=20,
                        verbose_name="role",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="programme.organisation",
                        verbose_name="organisation",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="programme.person",
                        verbose_name="person",
                    ),
                ),
            ],
            options={
                "verbose_name": "seat",
                "verbose_name_plural": "seats",
                "ordering": ("id",),
                "abstract": False,
                "indexes": [
                    models.Index(
                        condition=models.Q(("visibility", "public"), _negated=True),
                        fields=["visibility"],
                        name="seat_hidden",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("organisation__isnull", False), ("person__isnull", False), _connector="OR"
                        ),
                        name="seat_is_taken",
                    )
                ],
            },
        ),
        migrations.RunPython(guards.put_up, guards.take_down),
    )
