"""`make check`: everything that can be said about the code without running the product."""

import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
CHECKS: list[tuple[str, list[str]]] = [
    ("formatting", [str(BIN / "ruff"), "format", "--check", "-q", "."]),
    ("lint", [str(BIN / "ruff"), "check", "-q", "."]),
    ("import directions", [str(BIN / "lint-imports"), "--no-cache"]),
    (
        "types of Python",
        [str(BIN / "mypy"), "krug", "tests/check.py", "tests/run.py", "tests/caps.py"],
    ),
    ("types and lint of TypeScript", ["npm", "run", "--silent", "check"]),
    ("missing migrations", [sys.executable, "manage.py", "makemigrations", "--check", "--dry-run"]),
    ("settings and system checks", [sys.executable, "manage.py", "check", "--fail-level", "WARNING"]),
    ("translations", [sys.executable, "-m", "krug.site.messages", "check"]),
    (
        "docs",
        [
            *(sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"),
            *("tests/site/test_docs_links.py", "tests/site/test_settings_docs.py"),
            "tests/touches/test_glossary.py",
        ],
    ),
    ("file and function caps", [sys.executable, "tests/caps.py"]),
]


def main() -> None:
    failed = []
    for name, command in CHECKS:
        started = time.monotonic()
        result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
        mark = "✓" if result.returncode == 0 else "✗"
        print(f"  {mark} {name} ({time.monotonic() - started:.1f} s)", flush=True)
        if result.returncode:
            failed.append(name)
            print((result.stdout + result.stderr).strip()[-6000:], flush=True)
    if failed:
        sys.exit(f"Checks failed: {', '.join(failed)}")


if __name__ == "__main__":
    main()
