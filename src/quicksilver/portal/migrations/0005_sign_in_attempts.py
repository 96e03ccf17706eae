"""Attempts to sign in, which are limited."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    """See the text of the module."""

    dependencies = (("programme", "0004_search"),)

    operations = (
        migrations.CreateModel(
            name="SignInAttempt",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField(db_index=True, verbose_name="time")),
                ("account", models.CharField(blank=True, default="", max_length=150, verbose_name="account")),
                ("key", models.CharField(max_length=64)),
                (
                    "address",
                    models.CharField(blank=True, default="", max_length=45, verbose_name="network address"),
                ),
                ("browser", models.CharField(blank=True, default="", max_length=20)),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[("failed", "failed"), ("succeeded", "succeeded"), ("lifted", "lifted")],
                        default="",
                        max_length=10,
                        verbose_name="outcome",
                    ),
                ),
                (
                    "refused",
                    models.PositiveIntegerField(default=0, verbose_name="refused attempts afterwards"),
                ),
            ],
            options={
                "verbose_name": "sign-in attempt",
                "verbose_name_plural": "sign-in attempts",
                "ordering": ("-at", "-id"),
                "indexes": [
                    models.Index(fields=["key", "at"], name="sign_in_of_account"),
                    models.Index(fields=["address", "at"], name="sign_in_from_address"),
                ],
            },
        ),
    )
