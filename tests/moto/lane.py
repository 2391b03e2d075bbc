"""Runs the lifeboat binary against moto: a server its authors did not write.

    LIFEBOAT_BIN=target/debug/lifeboat python tests/moto/lane.py [options] [word...]

Starts moto, the proxy before it and a name server, each on a free loopback port;
seeds a shop in two Regions; runs every `test_…` function whose name contains one
of the words (all, without words). The last line is `N passed, N failed`, and the
exit code is 1 when one failed, 2 when the lane itself could not start.
"""

import argparse
import os
import pathlib
import shutil
import signal
import sys
import tempfile
import time
import traceback

from harness import Lane, LaneFailed


def collect(words: list[str], without_binary: bool):
    """The test functions of the test modules, in the order they are written."""
    import test_proxy

    modules = [test_proxy]
    if not without_binary:
        import test_estate
        import test_actions
        import test_estate
        import test_failures
        import test_first_look
        import test_guards
        import test_walks

        # What changes the shop comes last.
        modules += [test_first_look, test_estate, test_failures, test_guards, test_actions]
        modules += [test_walks]
    for module in modules:
        # A module's names are in the order they were written; imported ones are not its tests.
        for name, function in list(vars(module).items()):
            if not name.startswith("test_") or function.__module__ != module.__name__:
                continue
            if not words or any(word in name for word in words):
                yield module, name, function


def run_one(lane: Lane, module, name: str, function) -> bool:
    started = time.monotonic()
    try:
        lane.reset()
        function(lane)
    except Exception:
        print(f"FAILED  {module.__name__}.{name} ({time.monotonic() - started:.1f} s)")
        print(traceback.format_exc())
        if lane.last_run:
            print(lane.last_run)
        sys.stdout.flush()
        return False
    print(f"ok      {module.__name__}.{name} ({time.monotonic() - started:.1f} s)", flush=True)
    return True


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("words", nargs="*", help="run only tests whose name contains one")
    parser.add_argument(
        "--without-binary", action="store_true", help="check moto, the proxy and the seeds only"
    )
    arguments = parser.parse_args()

    binary = None
    if not arguments.without_binary:
        binary = pathlib.Path(os.environ.get("LIFEBOAT_BIN", "target/debug/lifeboat")).resolve()
        if not os.access(binary, os.X_OK):
            print(f"no lifeboat binary at {binary}: set LIFEBOAT_BIN", file=sys.stderr)
            return 2

    # Ended from outside, the lane still stops its servers.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    folder = pathlib.Path(tempfile.mkdtemp(prefix="lifeboat-moto-"))
    lane = Lane(folder, binary)
    passed = failed = 0
    try:
        lane.start()
        for module, name, function in collect(arguments.words, arguments.without_binary):
            if run_one(lane, module, name, function):
                passed += 1
            else:
                failed += 1
    except LaneFailed as failure:
        print(failure, file=sys.stderr)
        return 2
    finally:
        lane.stop()
        shutil.rmtree(folder, ignore_errors=True)
    print(f"{passed} passed, {failed} failed")
    # A word that matches nothing must not look like success.
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
