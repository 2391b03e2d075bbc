"""Renders lifeboat's runbooks with PyPI's `markdown`.

    LIFEBOAT_BIN=target/debug/lifeboat python tests/markdown/lane.py [word...]

Runs every `test_…` function whose name contains one of the words (all, without words). The last line is
`N passed, N failed`; the exit code is 1 when one failed, 2 when the lane itself could not start.
"""

import os
import pathlib
import subprocess
import sys
import tempfile
import time
import traceback

# A bound, in seconds: a lane that hangs must say so instead of being cut off by CI.
RUN_BOUND = 60


class Lane:
    """The binary, and a folder for what it writes."""

    def __init__(self, binary: pathlib.Path, folder: pathlib.Path):
        self.root = pathlib.Path(__file__).resolve().parents[2]
        self._binary = binary
        self._folder = folder

    def plan(self) -> str:
        """The plan of the simulated shop, which names everything that a runbook may be about."""
        return self.root.joinpath("src/cli/demo.toml").read_text()

    def room(self, name: str, plan: str) -> pathlib.Path:
        room = self._folder / name
        room.mkdir()
        (room / "lifeboat.toml").write_text(plan)
        return room

    def run(self, room: pathlib.Path, *arguments: str) -> str:
        """Runs lifeboat in a room, where nothing of the caller's is; what it says."""
        environment = {
            "PATH": os.environ.get("PATH", ""),
            "HOME": str(room),
            "AWS_EC2_METADATA_DISABLED": "true",
        }
        run = subprocess.run(
            [str(self._binary), *arguments],
            cwd=room,
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=RUN_BOUND,
        )
        assert run.returncode == 0, f"{arguments}: {run.returncode}\n{run.stdout}{run.stderr}"
        return run.stdout


def collect(words: list[str]):
    import test_pages

    for name, function in list(vars(test_pages).items()):
        if name.startswith("test_") and (not words or any(word in name for word in words)):
            yield name, function


def main() -> int:
    binary = pathlib.Path(os.environ.get("LIFEBOAT_BIN", "target/debug/lifeboat")).resolve()
    if not os.access(binary, os.X_OK):
        print(f"no lifeboat binary at {binary}: set LIFEBOAT_BIN", file=sys.stderr)
        return 2
    passed = failed = 0
    with tempfile.TemporaryDirectory(prefix="lifeboat-markdown-") as folder:
        for name, function in collect(sys.argv[1:]):
            started = time.monotonic()
            try:
                # A folder of its own for each test.
                own = pathlib.Path(folder, name)
                own.mkdir()
                function(Lane(binary, own))
                passed += 1
                word = "ok     "
            except Exception:
                print(traceback.format_exc())
                failed += 1
                word = "FAILED "
            print(f"{word} {name} ({time.monotonic() - started:.1f} s)", flush=True)
    print(f"{passed} passed, {failed} failed")
    # A word that matches nothing must not look like success.
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
