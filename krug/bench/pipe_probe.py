"""Run by krug.bench.pipe in an installation of its own: `deals events times` → JSON of p95 and CPU a page."""

import json
import sys
import time
from statistics import median

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.test import Client  # noqa: E402

from krug.access.models import Team, User  # noqa: E402
from krug.analysis import actions  # noqa: E402
from krug.bench.cpu import measured  # noqa: E402
from krug.bench.pipe_company import counts, ensure  # noqa: E402
from krug.catalog.models import Product  # noqa: E402
from krug.sales.models import Method  # noqa: E402


def pages() -> dict[str, tuple[str, str]]:
    """Page → (who, address)."""
    method = Method.objects.order_by("id").first()
    seller = User.objects.filter(role="rep").order_by("id").first()
    team = Team.objects.order_by("id").last()
    product = Product.objects.order_by("id").first()
    assert method
    assert seller
    assert team
    assert product
    cuts = {
        "all methods, all time": "method=all&period=all",
        "one method, a year": f"method={method.uid}",
        "a team": f"team={team.pk}&period=all",
        "one seller": f"seller={seller.pk}&period=all",
        "one source": "source=site&period=all",
        "one product": f"product={product.pk}&period=all",
        "a cohort": "period=2026-03",
        "came to the stage in 90 days": "by=came&period=90",
    }
    found = {f"pipe, {name}": ("admin", f"/deals/pipe?{cut}") for name, cut in cuts.items()}
    beside = {
        "all methods beside the year before": "method=all&against=before",
        "one method beside the 90 days before": f"method={method.uid}&period=90&against=before",
        "a team beside all others": f"team={team.pk}&period=all&against=rest",
    }
    found |= {f"funnel, {name}": ("admin", f"/deals/funnel?{cut}") for name, cut in beside.items()}
    found["pipe of a manager's team"] = ("boss", "/deals/pipe?period=all")
    found["pipe of a seller"] = ("rep01", "/deals/pipe?period=all")
    found["board of a head"] = ("head", f"/deals/?method={method.uid}")
    stage = method.versions.get().meant.stages[1].code
    lost = f"/deals/list?show=all&method={method.uid}&period=all&at={stage}&fate=lost"
    found["deals behind a leak, of a head"] = ("head", lost)
    return found


def spent(client: Client, url: str, times: int) -> tuple[float, float]:
    """p95 of the wall and the median of CPU time, ms, after two to warm up."""
    wall, work = [], []
    for number in range(times + 2):
        began = time.perf_counter()
        with measured() as took:
            assert client.get(url).status_code == 200, url
        if number > 1:
            wall.append((time.perf_counter() - began) * 1000)
            work.append(took.both)
    return sorted(wall)[min(int(times * 0.95), times - 1)], median(work)


def main() -> None:
    deals, events, times = (int(it) for it in sys.argv[1:4])
    settings.ALLOWED_HOSTS = ["*"]
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    ensure(deals, events)
    began = time.perf_counter()
    actions.export()
    exported = time.perf_counter() - began
    clients = {}
    for name in ("admin", "head", "boss", "rep01"):
        clients[name] = Client()
        clients[name].force_login(User.objects.get(email=f"{name}@bench.example"))
    found = {page: spent(clients[who], url, times) for page, (who, url) in pages().items()}
    written, stood = counts()
    print(json.dumps({"pages": found, "exported": exported, "events": written, "stays": stood}))


if __name__ == "__main__":
    main()
