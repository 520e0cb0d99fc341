from decimal import Decimal

from django.db import models

from krug.site.ids import uuid7


class Product(models.Model):
    """`parent`: of which product it is an option (a size, a colour). `gone`: it is sold no longer."""

    uid = models.UUIDField(unique=True, default=uuid7, editable=False)
    unit = models.ForeignKey("access.Unit", models.PROTECT, related_name="+")
    source = models.SlugField(max_length=30)
    external_id = models.CharField(max_length=160)
    parent = models.ForeignKey("self", models.SET_NULL, null=True, related_name="options")
    name = models.CharField(max_length=300)
    article = models.CharField(max_length=100, blank=True, default="")
    measure = models.CharField(max_length=30, blank=True, default="", help_text="pc, kg, box")
    group = models.CharField(max_length=200, blank=True, default="")
    gone = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit", "source", "external_id"], name="one_product"),
        ]
        indexes = [models.Index(fields=["unit", "name", "id"], name="product_by_name")]

    def __str__(self) -> str:
        return self.name

    @property
    def in_stock(self) -> Decimal | None:
        """Where the whole is told it counts, else the warehouses together; None: nothing was told."""
        held = {one.warehouse: one.quantity for one in self.stock.all()}
        return held.get("", sum(held.values(), Decimal(0)) if held else None)


class PriceList(models.Model):
    """A kind of price: retail, wholesale."""

    unit = models.ForeignKey("access.Unit", models.PROTECT, related_name="+")
    source = models.SlugField(max_length=30)
    external_id = models.CharField(max_length=160)
    name = models.CharField(max_length=200)
    currency = models.CharField(max_length=3)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit", "source", "external_id"], name="one_price_list"),
        ]

    def __str__(self) -> str:
        return self.name


class Price(models.Model):
    product = models.ForeignKey(Product, models.CASCADE, related_name="prices")
    price_list = models.ForeignKey(PriceList, models.CASCADE, related_name="prices")
    amount = models.DecimalField(max_digits=18, decimal_places=2)
    currency = models.CharField(max_length=3)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["product", "price_list"], name="one_price")]

    def __str__(self) -> str:
        return f"{self.amount} {self.currency}"


class Stock(models.Model):
    """`warehouse`: what the other system calls it; empty: all of them together."""

    product = models.ForeignKey(Product, models.CASCADE, related_name="stock")
    warehouse = models.CharField(max_length=160, blank=True, default="")
    quantity = models.DecimalField(max_digits=18, decimal_places=3)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["product", "warehouse"], name="one_stock")]

    def __str__(self) -> str:
        return f"{self.product_id}: {self.quantity}"
