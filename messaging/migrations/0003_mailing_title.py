from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("messaging", "0002_mailings")]

    operations = [
        migrations.AddField(
            model_name="mailing",
            name="title",
            field=models.CharField(
                default="", help_text="for the committee", max_length=120, verbose_name="title"
            ),
            preserve_default=False,
        ),
    ]
