from django.db import models


class TouchRow(models.Model):
    """The table `touch`, so that Django knows of it. Its columns are in store_*.py; never used as a model."""

    seq = models.BigAutoField(primary_key=True)

    class Meta:
        db_table = "touch"

    def __str__(self) -> str:
        return str(self.seq)


class RetractionRow(models.Model):
    """The table `touch_retraction`, likewise."""

    seq = models.BigAutoField(primary_key=True)

    class Meta:
        db_table = "touch_retraction"

    def __str__(self) -> str:
        return str(self.seq)
