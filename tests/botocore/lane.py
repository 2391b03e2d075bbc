"""Asks the simulated AWS with AWS's own Python tools, which its authors did not write.

    LIFEBOAT_BIN=target/debug/lifeboat python tests/botocore/lane.py [word...]

Serves the simulated AWS on free loopback ports, once as it is and once sixty times as fast for what changes
something, and runs every `test_…` function whose name contains one of
the words (all, without words). The last line is `N passed, N failed`; the exit code is 1 when one failed, 2
when the lane itself could not start.
"""

import os
import pathlib
import signal
import sys
import tempfile
import time
import traceback

from served import LaneFailed, Served


def collect(words: list[str]):
    """The test functions in the order they are written; the check of coverage comes last."""
    import test_actions
    import test_answers
    import test_errors
    import test_tools
    import test_writes

    for module in (test_errors, test_answers, test_tools, test_actions, test_writes):
        for name, function in list(vars(module).items()):
            if not name.startswith("test_") or function.__module__ != module.__name__:
                continue
            if not words or any(word in name for word in words):
                yield module, name, function


def main() -> int:
    binary = pathlib.Path(os.environ.get("LIFEBOAT_BIN", "target/debug/lifeboat")).resolve()
    if not os.access(binary, os.X_OK):
        print(f"no lifeboat binary at {binary}: set LIFEBOAT_BIN", file=sys.stderr)
        return 2
    # Ended from outside, the lane still stops its server.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    passed = failed = 0
    with tempfile.TemporaryDirectory(prefix="lifeboat-botocore-") as folder:
        still = moving = None
        try:
            still = Served(binary, pathlib.Path(folder, "still"))
            moving = Served(binary, pathlib.Path(folder, "moving"), "--speed", "60")
        except LaneFailed as failure:
            print(failure, file=sys.stderr)
            if still:
                still.stop()
            return 2
        # What either was asked counts.
        moving.asked = still.asked
        try:
            for module, name, function in collect(sys.argv[1:]):
                started = time.monotonic()
                try:
                    function(moving if module.__name__ == "test_writes" else still)
                    passed += 1
                    word = "ok     "
                except Exception:
                    print(traceback.format_exc())
                    failed += 1
                    word = "FAILED "
                seconds = time.monotonic() - started
                print(f"{word} {module.__name__}.{name} ({seconds:.1f} s)", flush=True)
        finally:
            still.stop()
            moving.stop()
    print(f"{passed} passed, {failed} failed")
    # A word that matches nothing must not look like success.
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
