from django.urls import path

from krug.calls.views import incoming, listing, screen, telephony

urlpatterns = [
    path("calls/", listing.calls, name="calls"),
    path("calls/now", screen.now, name="calls-now"),
    path("calls/out", screen.call_out, name="call-out"),
    path("calls/todo/<uuid:uid>/<slug:word>", screen.todo, name="call-todo"),
    path("calls/<uuid:uid>/", screen.call, name="call"),
    path("calls/<uuid:uid>/after", screen.after, name="call-after"),
    path("calls/<uuid:uid>/away", screen.away, name="call-away"),
    path("calls/<uuid:uid>/who", screen.who, name="call-who"),
    path("calls/<uuid:uid>/recording", screen.recording, name="call-recording"),
    path("telephony/", telephony.telephony, name="telephony"),
    path("telephony/new", telephony.new, name="telephony-new"),
    path("telephony/in/<slug:token>", incoming.receive, name="phone-in"),
    path("telephony/in/<slug:token>/<path:tail>", incoming.receive, name="phone-in-tail"),
    path("telephony/<uuid:uid>", telephony.provider, name="phone-system"),
    path("telephony/<uuid:uid>/change", telephony.change, name="phone-system-change"),
    path("telephony/<uuid:uid>/extensions", telephony.extension, name="phone-extension"),
    path(
        "telephony/<uuid:uid>/extensions/<int:pk>/drop", telephony.extension_drop, name="phone-extension-drop"
    ),
    path("telephony/<uuid:uid>/numbers", telephony.line, name="phone-line"),
    path("telephony/<uuid:uid>/numbers/<int:pk>/drop", telephony.line_drop, name="phone-line-drop"),
    path("telephony/<uuid:uid>/mapping", telephony.mapping, name="phone-mapping"),
    path("telephony/<uuid:uid>/ring", telephony.rehearse, name="phone-rehearse"),
    path("telephony/<uuid:uid>/do/<slug:word>", telephony.do, name="phone-system-do"),
]
