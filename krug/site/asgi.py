"""The application's port: Django on threads behind ASGI."""

from a2wsgi import WSGIMiddleware

from krug.site import env
from krug.site.wsgi import application as django

# Threads, not async Django: four times the requests on the same machine (docs/decisions/server.md).
application = WSGIMiddleware(django, workers=int(env.read()["KRUG_THREADS"]))  # type: ignore[arg-type]
