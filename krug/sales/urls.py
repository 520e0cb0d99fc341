from django.urls import path

from krug.sales.views import methods, methods_edit, methods_make, methods_move

urlpatterns = [
    path("methods/", methods.methods, name="methods"),
    path("methods/new", methods_make.choose, name="method-new"),
    path("methods/new/<slug:code>", methods_make.ready, name="method-ready"),
    path("methods/import", methods_make.bring, name="method-import"),
    path("methods/build", methods_edit.build, name="method-build"),
    path("methods/outlook", methods_edit.newcomer, name="method-outlook"),
    path("methods/<uuid:uid>/", methods.method, name="method"),
    path("methods/<uuid:uid>/versions", methods.versions, name="method-versions"),
    path("methods/<uuid:uid>/compare", methods.compare, name="method-compare"),
    path("methods/<uuid:uid>/edit", methods_edit.edit, name="method-edit"),
    path("methods/<uuid:uid>/publish", methods_edit.publish, name="method-publish"),
    path("methods/<uuid:uid>/rename", methods_make.rename, name="method-rename"),
    path("methods/<uuid:uid>/export", methods_make.export, name="method-export"),
    path("methods/<uuid:uid>/move", methods_move.move, name="method-move"),
    path("methods/<uuid:uid>/<slug:verb>", methods_make.do, name="method-do"),
]
