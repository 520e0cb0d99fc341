from django.urls import path

from krug.letters.views import mailboxes, servers, threads, write

urlpatterns = [
    path("mailboxes/", mailboxes.all_of_them, name="mailboxes"),
    path("mailboxes/new", mailboxes.new, name="mailbox-new"),
    path("mailboxes/guess", mailboxes.guessed, name="mailbox-guess"),
    path("mailboxes/address", mailboxes.address, name="copy-address"),
    path("mailboxes/servers", servers.servers, name="mail-servers"),
    path("mailboxes/servers/known", servers.known, name="mail-servers-known"),
    path("mailboxes/servers/<int:pk>/drop", servers.drop, name="mail-server-drop"),
    path("mailboxes/<uuid:uid>/", mailboxes.mailbox, name="mailbox"),
    path("mailboxes/<uuid:uid>/try", mailboxes.tried, name="mailbox-try"),
    path("mailboxes/<uuid:uid>/stop", mailboxes.stop, name="mailbox-stop"),
    path("mailboxes/<uuid:uid>/start", mailboxes.start, name="mailbox-start"),
    path("letters/", threads.mine, name="letters"),
    path("letters/<uuid:uid>/", threads.thread, name="thread"),
    path("letters/<uuid:uid>/deal", threads.deal, name="thread-deal"),
    path("letters/<uuid:uid>/private", threads.private, name="thread-private"),
    path("letters/<uuid:uid>/files/<uuid:file>", threads.file, name="letter-file"),
    path("letters/new", write.new, name="letter-new"),
    path("letters/aside/<uuid:uid>", write.aside, name="letter-aside"),
    path("letters/out/<uuid:uid>/", write.letter, name="letter-out"),
    path("letters/out/<uuid:uid>/save", write.save, name="letter-save"),
    path("letters/out/<uuid:uid>/back", write.back, name="letter-back"),
    path("letters/out/<uuid:uid>/decide", write.decide, name="letter-decide"),
    path("letters/out/<uuid:uid>/drop", write.drop, name="letter-drop"),
]
