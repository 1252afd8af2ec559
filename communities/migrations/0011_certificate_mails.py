from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("communities", "0010_by_hand")]

    operations = [
        migrations.AlterField(
            model_name="export",
            name="what",
            field=models.CharField(
                choices=[
                    ("ledger", "the ledger"),
                    ("certificates", "certificates of a list"),
                    ("certificate_mails", "certificates of a list, mailed to each"),
                    ("links", "the personal links of a list"),
                ],
                max_length=20,
            ),
        ),
    ]
