from django.db import migrations, models
from django.db.models import F, Q, Value
from django.db.models.functions import Extract


class Epoch(Extract):
    """Seconds since 1970."""

    lookup_name = "epoch"


def begin_to_rise(apps, schema_editor):
    """What leaderboard.rising.start gives: half-lives of two days since 1970, and log2(1/4) for having been shared."""
    result = apps.get_model("leaderboard", "SharedResult")
    result.objects.filter(rising=0).update(rising=Epoch(F("created_at"), output_field=models.FloatField()) / Value(172800.0) - Value(2.0))


class Migration(migrations.Migration):
    dependencies = [("leaderboard", "0005_reports_and_actions")]

    operations = [
        migrations.RemoveIndex(model_name="sharedresult", name="battle_fewest"),
        migrations.AddIndex(
            model_name="sharedresult",
            index=models.Index(fields=["label", "-rating_deviation", "id"], condition=Q(hidden=False), name="battle_uncertain"),
        ),
        migrations.AddIndex(
            model_name="battlevote",
            index=models.Index(fields=["winner", "-id"], condition=Q(winner__isnull=False), name="battle_winner_newest"),
        ),
        migrations.AddField(
            model_name="weekplace",
            name="ranking",
            field=models.CharField(
                default="score", help_text="Which of the board's rankings decided.", max_length=20, verbose_name="ranking"
            ),
            preserve_default=False,
        ),
        migrations.RunPython(begin_to_rise, migrations.RunPython.noop),
    ]
