from django.db import migrations

# What `iexact` and `istartswith` ask for. Django's own indexes name no operator class for an expression without
# django.contrib.postgres, whose connections ask for types that nobody here uses.
COLUMNS = ("username", "email", "display_name")


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0005_privacy"),
    ]

    operations = [
        migrations.RunSQL(
            f"CREATE INDEX accounts_user_{column}_upper ON accounts_user (upper({column}) text_pattern_ops)",
            f"DROP INDEX accounts_user_{column}_upper",
        )
        for column in COLUMNS
    ]
