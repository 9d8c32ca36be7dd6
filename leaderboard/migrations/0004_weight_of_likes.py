from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("leaderboard", "0003_notices")]

    operations = [
        migrations.AddField(
            model_name="sharedresult",
            name="like_weight",
            field=models.FloatField(db_default=0, default=0, verbose_name="likes' weight"),
        ),
        migrations.AddField(
            model_name="sharedresult",
            name="seen_weight",
            field=models.FloatField(db_default=0, default=0, verbose_name="weight of those who saw it"),
        ),
        migrations.AddField(
            model_name="sighting",
            name="weight",
            field=models.FloatField(
                db_default=1, default=1, help_text="How much the person's like counts, see leaderboard.trust.", verbose_name="weight"
            ),
        ),
    ]
