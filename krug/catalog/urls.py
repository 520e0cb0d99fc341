from django.urls import path

from krug.catalog import views

urlpatterns = [
    path("products/", views.products, name="products"),
    path("products/<uuid:uid>/", views.product, name="product"),
]
