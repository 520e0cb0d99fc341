import django.db.models.deletion
from django.db import migrations, models

WAYS = [
    ("paper", "On paper"),
    ("letter", "By letter"),
    ("site", "On the site"),
    ("tablet", "On the tablet"),
    ("spoken", "In words, to the rep"),
    ("signed", "Signed on the screen"),
    ("call", "By phone"),
]


class Migration(migrations.Migration):
    dependencies = [("customers", "0015_list_choices")]
    operations = [
        migrations.AlterField(
            model_name="consent", name="way", field=models.CharField(choices=WAYS, max_length=8)
        ),
        migrations.CreateModel(
            name="ConsentSignature",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("path", models.TextField()),
                (
                    "consent",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="signature",
                        to="customers.consent",
                    ),
                ),
            ],
        ),
    ]
