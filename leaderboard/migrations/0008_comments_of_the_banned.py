from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("leaderboard", "0007_share_card")]

    operations = [
        migrations.AddField(
            model_name="comment",
            name="hidden_by_ban",
            field=models.BooleanField(db_default=False, default=False, editable=False, verbose_name="hidden by a ban of its author"),
        )
    ]
