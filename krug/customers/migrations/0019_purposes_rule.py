from django.db import migrations, models


def rule(apps, schema_editor):
    """The purpose every unit began with says slides and site in its own text."""
    apps.get_model("customers", "Purpose").objects.filter(code="tracking").update(slides=True, site=True)


class Migration(migrations.Migration):
    dependencies = [("customers", "0018_organisations_merged")]
    operations = [
        migrations.AddField(
            model_name="purpose",
            name="site",
            field=models.BooleanField(
                default=False, help_text="The one that names on what sites and apps send go by."
            ),
        ),
        migrations.AddField(
            model_name="purpose",
            name="slides",
            field=models.BooleanField(
                default=False, help_text="Of the unit's purposes the one that names on showings go by."
            ),
        ),
        migrations.AddField(
            model_name="purpose",
            name="without",
            field=models.CharField(
                choices=[("nameless", "Kept without a name"), ("nothing", "Not kept")],
                default="nameless",
                help_text="What becomes of it where he does not allow it.",
                max_length=8,
            ),
        ),
        migrations.RunPython(rule, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="purpose",
            constraint=models.UniqueConstraint(
                condition=models.Q(("slides", True)), fields=("unit",), name="one_purpose_of_slides"
            ),
        ),
        migrations.AddConstraint(
            model_name="purpose",
            constraint=models.UniqueConstraint(
                condition=models.Q(("site", True)), fields=("unit",), name="one_purpose_of_site"
            ),
        ),
    ]
