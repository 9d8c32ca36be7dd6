from django.db import migrations, models
from django.db.models import Q

REASONS = [
    ("minor", "It shows a child or a teenager"),
    ("stranger", "It shows me or somebody who did not agree"),
    ("nudity", "Nudity or sexual content"),
    ("harassment", "Harassment or hate"),
    ("stolen", "A stolen photo"),
    ("spam", "Spam, or not an outfit"),
    ("other", "Something else"),
]
KINDS = [
    ("hold", "Held for a human"),
    ("hide", "Hidden"),
    ("approve", "Approved"),
    ("ban", "Banned"),
    ("unban", "Ban lifted"),
    ("undo", "Undone"),
]


class Migration(migrations.Migration):
    dependencies = [("leaderboard", "0004_weight_of_likes")]

    operations = [
        migrations.AlterModelOptions(
            name="moderationaction",
            options={
                "ordering": ["-id"],
                "permissions": [("moderate", "Can approve, hide and hold"), ("ban_people", "Can ban people")],
                "verbose_name": "moderation action",
                "verbose_name_plural": "moderation actions",
            },
        ),
        migrations.AlterField("moderationaction", "kind", models.CharField(choices=KINDS, max_length=8, verbose_name="action")),
        migrations.AddField(
            model_name="moderationaction",
            name="reason",
            field=models.CharField(blank=True, choices=REASONS, db_default="", default="", max_length=10, verbose_name="reason"),
        ),
        migrations.AddField(
            model_name="moderationaction",
            name="before",
            field=models.JSONField(
                db_default=models.Value({}, models.JSONField()),
                default=dict,
                editable=False,
                help_text="What undoing brings back.",
                verbose_name="before",
            ),
        ),
        migrations.AddField(
            model_name="report",
            name="visitor",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                editable=False,
                help_text="Who has no account: a keyed digest of the address, gone once the report is resolved. Or our automatic check.",
                max_length=32,
                verbose_name="visitor",
            ),
        ),
        *(
            migrations.AddConstraint(
                model_name="report",
                constraint=models.UniqueConstraint(
                    condition=Q(state="open") & ~Q(visitor=""), fields=("visitor", target), name=f"report_{target}_once_a_visitor"
                ),
            )
            for target in ("result", "comment", "person")
        ),
    ]
