"""`make test`: checks, unit tests of both languages, and every Python test on SQLite and on PostgreSQL.

Installs Chromium, PostgreSQL and Dovecot with apt where they are missing and it may. The last line counts
everything.
"""

import os
import re
import shutil
import subprocess
import sys
import time
import xml.etree.ElementTree as ET
from dataclasses import dataclass
from pathlib import Path

from krug.bench.postgres import Cluster, binaries

ROOT = Path(__file__).resolve().parent.parent
RESULTS = ROOT / ".cache" / "results"
PYTEST = [sys.executable, "-m", "pytest", "-q", "-n", "2", "--dist", "loadgroup", "-p", "no:cacheprovider"]

CHROMIUM = 152
"""The first that knows Connection-Allowlist: an older one lets slides speak over WebRTC."""

# Nothing in these asks the database, or they bring their own: the run on SQLite has had them.
ONCE = (
    # Thousands of requests, many minutes: on PostgreSQL it is run by hand, after a change of the API.
    "api/test_document.py",
    "access/test_rules.py",
    # The world's trackers speak to the spool; what is read from it is asked of both in test_take.py.
    "behaviour/test_clients.py",
    "customers/test_contact_csv.py",
    "customers/test_matching_rules.py",
    "customers/test_normal.py",
    "decks/test_archive.py",
    "decks/test_content.py",
    "decks/test_plain.py",
    "demo/test_packages.py",
    "demo/test_story.py",
    "demo/test_widgets.py",
    "e2e/test_axe.py",
    "e2e/test_calm.py",
    "e2e/test_hostile_deck.py",
    "e2e/test_needs.py",
    "e2e/test_live.py",
    "e2e/test_real_decks.py",
    "e2e/test_second_factor.py",
    "e2e/test_showing.py",
    "e2e/test_trackers.py",
    "e2e/test_waiting.py",
    "insight/test_rules.py",
    "letters/test_parsing.py",
    "site/test_cli.py",
    "site/test_docs_links.py",
    "site/test_env.py",
    "site/test_kit.py",
    "site/test_settings_docs.py",
    "site/test_supervisor.py",
    "site/test_words.py",
    "touches/test_glossary.py",
)


@dataclass
class Suite:
    name: str
    command: list[str]
    report: Path
    environ: dict[str, str]


def say(text: str) -> None:
    print(f"▸ {text}", flush=True)


def _chromium() -> bool:
    """Whether there is one that keeps hostile slides from WebRTC."""
    if not shutil.which("chromium"):
        return False
    said = subprocess.run(["chromium", "--version"], capture_output=True, text=True).stdout
    found = re.search(r"\b(\d+)\.", said)
    return found is not None and int(found.group(1)) >= CHROMIUM


def install_missing() -> None:
    missing = []
    if not _chromium():
        missing.append("chromium")
    if binaries() is None:
        missing += ["postgresql", "postgresql-contrib"]
    if not (shutil.which("dovecot") or Path("/usr/sbin/dovecot").exists()):
        missing.append("dovecot-imapd")
    if not missing:
        return
    say(f"Installing {', '.join(missing)}")
    apt = ["apt-get", "-y", "-qq"] if os.geteuid() == 0 else ["sudo", "-n", "apt-get", "-y", "-qq"]
    environ = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    try:
        for command in (["update"], ["install", "--no-install-recommends", *missing]):
            subprocess.run([*apt, *command], check=True, stdout=subprocess.DEVNULL, env=environ)
    except (OSError, subprocess.CalledProcessError):
        sys.exit(
            f"The tests need {', '.join(missing)}: install them (apt-get install …) and run make test again."
        )


def suites(clusters: list[str]) -> list[Suite]:
    def python(name: str, databases: list[str]) -> Suite:
        report = RESULTS / f"{name}.xml"
        environ = {"KRUG_DATABASE": databases[0] if databases else "", "TEST_DATABASES": " ".join(databases)}
        left_out = [f"--ignore=tests/{path}" for path in ONCE if databases]
        return Suite(name, [*PYTEST, f"--junitxml={report}", *left_out, *sys.argv[1:]], report, environ)

    vitest = RESULTS / "typescript.xml"
    return [
        Suite(
            "typescript",
            ["npx", "--no-install", "vitest", "run", "--reporter=junit", f"--outputFile={vitest}"],
            vitest,
            {},
        ),
        python("sqlite", []),
        python("postgresql", clusters),
    ]


def counts(report: Path) -> tuple[int, int, int]:
    """(passed, failed, skipped) of one JUnit file; a missing file is one failure."""
    if not report.exists():
        return 0, 1, 0
    passed = failed = skipped = 0
    for case in ET.parse(report).getroot().iter("testcase"):
        if case.find("failure") is not None or case.find("error") is not None:
            failed += 1
        elif case.find("skipped") is not None:
            skipped += 1
        else:
            passed += 1
    return passed, failed, skipped


def main() -> None:
    started = time.monotonic()
    install_missing()
    shutil.rmtree(RESULTS, ignore_errors=True)
    RESULTS.mkdir(parents=True)
    say("Checks")
    checks_failed = (
        subprocess.run([sys.executable, str(ROOT / "tests" / "check.py")], cwd=ROOT).returncode != 0
    )
    total = [0, int(checks_failed), 0]
    bad = checks_failed
    # One for each parallel worker: see tests/conftest.py.
    with Cluster() as one, Cluster() as other:
        for suite in suites([one.url("krug"), other.url("krug")]):
            say(f"Tests: {suite.name}")
            code = subprocess.run(suite.command, cwd=ROOT, env={**os.environ, **suite.environ}).returncode
            found = counts(suite.report)
            bad = bad or code != 0 or found[1] > 0
            total = [a + b for a, b in zip(total, found, strict=True)]
            say(f"{suite.name}: {found[0]} passed, {found[1]} failed, {found[2]} skipped")
    say(f"{time.monotonic() - started:.0f} s in all")
    print(f"{total[0]} passed, {total[1]} failed, {total[2]} skipped", flush=True)
    sys.exit(1 if bad or not total[0] else 0)


if __name__ == "__main__":
    main()
