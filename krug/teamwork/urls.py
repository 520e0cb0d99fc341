from django.urls import path

from krug.teamwork import views

urlpatterns = [
    path("products/questions/", views.listing, name="questions"),
    path("products/<uuid:uid>/questions/", views.questions, name="product-questions"),
    path("products/<uuid:uid>/questions/agree", views.propose, name="questions-propose"),
    path("products/<uuid:uid>/questions/<slug:code>", views.answer, name="questions-answer"),
    path("agreements/<uuid:uid>/sign", views.sign, name="agreement-sign"),
    path("agreements/<uuid:uid>/back", views.send_back, name="agreement-back"),
]
