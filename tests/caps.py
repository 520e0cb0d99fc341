"""File and function caps of the house: a file ≤ 400 lines, a function ≤ 50 (blank lines not counted).

The exceptions are named here, and the list only shrinks.
"""

import ast
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FILE_CAP, FUNCTION_CAP = 400, 50
FILE_EXCEPTIONS: frozenset[str] = frozenset()
FUNCTION_EXCEPTIONS: frozenset[str] = frozenset()


def tracked() -> list[Path]:
    names = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "*.py", "*.ts", "*.css"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.splitlines()
    return [ROOT / name for name in names if "/migrations/" not in name and (ROOT / name).exists()]


def filled(lines: list[str]) -> int:
    return sum(1 for line in lines if line.strip())


def long_functions(path: Path, lines: list[str]) -> list[str]:
    found = []
    for node in ast.walk(ast.parse("".join(lines))):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            size = filled(lines[node.lineno - 1 : node.end_lineno])
            name = f"{path.relative_to(ROOT)}:{node.name}"
            if size > FUNCTION_CAP and name not in FUNCTION_EXCEPTIONS:
                found.append(f"{name} has {size} lines, the cap is {FUNCTION_CAP}")
    return found


def complaints() -> list[str]:
    found = []
    for path in tracked():
        lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
        name = str(path.relative_to(ROOT))
        if filled(lines) > FILE_CAP and name not in FILE_EXCEPTIONS:
            found.append(f"{name} has {filled(lines)} lines, the cap is {FILE_CAP}")
        if path.suffix == ".py":
            found += long_functions(path, lines)
    return found


if __name__ == "__main__":
    all_complaints = complaints()
    print("\n".join(all_complaints))
    sys.exit(1 if all_complaints else 0)
