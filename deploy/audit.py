"""`make audit`: is anything known to be wrong with what is installed? Asks the service of pip-audit, and says so where it cannot.

Exits with 1 where something is known, and with 0 where nothing is, or where nobody could be asked.
"""

import json
import subprocess
import sys
from pathlib import Path

PATIENCE_S = 120


def ask() -> subprocess.CompletedProcess:
    command = [Path(sys.executable).with_name("pip-audit"), "--format", "json", "--progress-spinner", "off", "--timeout", "10"]
    return subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE_S)  # noqa: S603  (our own command)


def judge(answer: str) -> tuple[int, list[str]]:
    """The exit status, and the lines to print, for pip-audit's output in JSON; "" where it got no answer."""
    try:
        packages = json.loads(answer)["dependencies"]
    except (ValueError, KeyError, TypeError):
        return 0, ["NOT AUDITED: the vulnerability service could not be reached. Nothing is known about what is installed."]
    asked = [package for package in packages if "vulns" in package]
    if not asked:
        return judge("")
    lines = [
        f"{package['name']} {package['version']}: {found['id']}, mended in {', '.join(found['fix_versions']) or 'no version yet'}"
        for package in asked
        for found in package["vulns"]
    ]
    verdict = f"{len(lines)} vulnerabilities are known" if lines else "nothing is known against them"
    return int(bool(lines)), [*lines, f"{len(asked)} packages audited, {len(packages) - len(asked)} not on the index: {verdict}."]


if __name__ == "__main__":
    try:
        outcome = ask().stdout
    except subprocess.TimeoutExpired:
        outcome = ""
    status, report = judge(outcome)
    print("\n".join(report))
    sys.exit(status)
