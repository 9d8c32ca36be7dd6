"""Puts what `make faults` saw into the table of docs/faults.md: `python -m bench.fault_table`, done by `make faults` itself."""

import json
from pathlib import Path

ROOT = Path(__file__).parent.parent
RESULTS, PAGE = ROOT / "bench" / "results" / "faults.json", ROOT / "docs" / "faults.md"
BEGIN, END = "<!-- seen: begin -->\n", "<!-- seen: end -->\n"
UPLOADS = (
    "{uploads} uploads: {kept} kept, {told_to_come_back} told to come back, {other_errors} other errors; "
    "the last refusal {outage_s} s after it"
)
KEPT = "rows without a file: {rows_without_file}; files without a row: {files_left}, {files_without_row} after the daily chore"
PAGES = (
    "{pages} pages looked at meanwhile, {pages_failed} failed, median {median_page_s} s, longest {longest_page_s} s; "
    "memory +{memory_growth_mb} MB"
)
SEEN = {
    "database_killed": f"{UPLOADS}. Confirmed and lost: {{promised_and_lost}}; {KEPT}",
    "redis_killed": f"{UPLOADS}. {{streams}} streams: {{reconnections}} cut, longest gap {{longest_gap_s}} s",
    "web_killed": f"{UPLOADS}; {KEPT}. {{streams_back}} of {{streams}} streams came back, longest gap {{longest_gap_s}} s",
    "worker_killed": "{killed_processes} process killed; the export was {state} {done_after_s} s later, once ({exports})",
    "disk_full": f"{UPLOADS}; {KEPT}, partial files: {{partial_files}}",
    "slow_and_idle": f"{{cut_by_server}} of {{sockets}} sockets cut by the server. {PAGES}",
    "handshakes": f"{{handshakes}} handshakes. {PAGES}",
    "large_uploads": f"{{uploads}} uploads, each answered 400 (no picture) or 503, or cut while it went on sending. {PAGES}",
    "bombs": f"{{bombs}} bombs, the larger ones refused by their header. {PAGES}",
    "a_thread_hangs": "answered {answered} after {after_s} s (limit 3 s); the next four {next}",
    "all_threads_hang": "answered {answered}; the process ended {ended_after_s} s later",
    "the_process_stands_still": "ended with status {ended_with} after {ended_after_s} s (limit 10 s), with every thread's stack in the log",
    "clock_jumps": "{days_between_clocks} days between uploads ({uploads}); {reconnections} streams cut, longest gap {longest_gap_s} s",
    "weights_corrupt": "ended with status {ended_with}; the sentence names the file: {sentence_names_the_file}",
}


def table(figures: dict) -> str:
    rows = ["| what failed | what was seen |", "|---|---|"]
    rows += [f"| {seen['what']} | {SEEN[name].format_map(seen)} |" for name, seen in figures.items() if not seen["broken"]]
    return "\n".join(rows) + "\n"


def main() -> None:
    result = json.loads(RESULTS.read_text())
    page = PAGE.read_text()
    head, tail = page[: page.index(BEGIN) + len(BEGIN)], page[page.index(END) :]
    where = f"{result['machine']['processor']}, {result['machine']['cores']} cores, load of the machine before: {result['machine']['load']}"
    PAGE.write_text(f"{head}\nSeen on {result['date'][:10]} ({where}):\n\n{table(result['figures'])}\n{tail}")


if __name__ == "__main__":
    main()
