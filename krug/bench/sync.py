"""The first sync of a large territory in a real browser, and a sync that finds nothing new on the server."""

from statistics import median

from krug.bench.apart import DATABASES, installation, probe
from krug.bench.browser import chromium, served, sign_in, until
from krug.bench.metric import Metric

CUSTOMERS, TOUCHES_EACH = 5_000, 20
QUICK_CUSTOMERS = 1_000
FIRST_GOAL, EMPTY_GOAL = 3.0, 8.0
RUNS = 3


def run(quick: bool) -> list[Metric]:
    customers = QUICK_CUSTOMERS if quick else CUSTOMERS
    goal = FIRST_GOAL * customers / CUSTOMERS
    metrics: list[Metric] = []
    for database in DATABASES:
        with installation(database, f"sync-{customers}") as environ:
            made = probe("krug.bench.sync_probe", environ, str(customers), str(customers * TOUCHES_EACH))
            with served(environ) as base:
                runs = range(1 if quick else RUNS)
                seconds = [first_sync(base, made, customers) for _ in runs]
        name = f"first sync of {customers:,} customers, press to Today ({database})"
        seen = median(seconds)
        metrics.append(Metric(name, seen, "s", f"< {goal:g}", seen < goal))
        name = f"empty sync, server ({database})"
        holds = made["empty"] <= EMPTY_GOAL
        metrics.append(Metric(name, made["empty"], "CPU-ms", f"≤ {EMPTY_GOAL:g}", holds))
    return metrics


def first_sync(base: str, made: dict[str, str], customers: int) -> float:
    """Seconds from opening an empty tablet until Today is shown and every customer is held."""
    with chromium() as context:
        page = sign_in(context, base, made["email"], made["password"])
        page.goto(f"{base}/tablet/", wait_until="commit")
        until(page, USABLE)
        seconds = float(page.evaluate("performance.now()")) / 1000
        held = page.evaluate(HELD)
    if held < customers:
        raise ValueError(f"the device holds {held} rows, {customers} customers were expected")
    return seconds


USABLE = """() => {
  const find = (root, name) => root.querySelector(name)
    ?? [...root.querySelectorAll('*')].map((e) => e.shadowRoot && find(e.shadowRoot, name)).find(Boolean)
  const today = find(document, 'krug-today'), chip = find(document, 'krug-sync-chip')
  return Boolean(today?.shadowRoot.querySelector('.page') && chip?.shadowRoot.querySelector('button.good'))
}"""
HELD = """async () => {
  const all = await indexedDB.databases()
  const counts = await Promise.all(all.map(({ name }) => new Promise((done) => {
    const asked = indexedDB.open(name)
    asked.onsuccess = () => {
      const stores = [...asked.result.objectStoreNames].filter((one) => one === 'rows')
      if (!stores.length) return done(0)
      const count = asked.result.transaction('rows').objectStore('rows').count()
      count.onsuccess = () => done(count.result)
    }
  })))
  return Math.max(0, ...counts)
}"""
