"""The demo: everything on this machine, with one command.

python -m backup_dispatch.demo [--data FOLDER] [--reset]
"""

import argparse
import contextlib
import sys
import threading
import time
from pathlib import Path

from backup_dispatch.embedded import EmbeddedServerError
from backup_dispatch.processes import NotReadyError, interruptible
from backup_dispatch.stack import CHECKOUT, AlreadyRunningError, Stack

# Said before Django runs, and in both languages at once: nobody has chosen one yet.
STARTING = "起動しています… / Starting…"
RUNNING = """
  準備ができました（{seconds:.1f} 秒） / Ready after {seconds:.1f} s

  看護師の画面 / the nurse's page      {web}/
  電話機の画面 / the phones            {phones}/
  管理画面     / the admin             {web}/admin/

  ログイン / sign in                   nurse（看護師）  clerk（市の担当者 / city clerk）
                                       coordinator（医師会のコーディネーター）
  パスワード / password                {password}

  止めるには Ctrl-C。データは次回まで残ります（--reset で空になります）。
  Ctrl-C stops everything. The data stays until the next start (--reset empties it).
  ログ / logs: {logs}
"""
ALREADY = "すでに起動しています / The demo already runs here: {address}/"
STOPPING = "\n停止しています… / Stopping…"
STOPPED = "停止しました。 / Stopped."


def main(arguments: list[str]) -> int:
    began = time.monotonic()
    options = _options(arguments)
    stack = Stack(options.data, web_port=8000, simulator_port=8001)
    try:
        with interruptible():
            if options.reset or options.erase:
                stack.erase()
            if options.erase:
                return 0
            _say(STARTING)
            stack.start()
            _say(_welcome(stack, time.monotonic() - began))
            threading.Event().wait()
    except KeyboardInterrupt:
        _say(STOPPING)
        stack.stop()
        _say(STOPPED)
        return 0
    except AlreadyRunningError as running:
        print(ALREADY.format(address=running), file=sys.stderr)
        return 1
    except (EmbeddedServerError, NotReadyError) as problem:
        print(problem, file=sys.stderr)
        return 1
    return 0


def _say(words: str) -> None:
    # A terminal that was closed hears nothing more, and must not keep us from stopping.
    with contextlib.suppress(OSError):
        print(words, flush=True)


def _welcome(stack: Stack, seconds: float) -> str:
    return RUNNING.format(
        seconds=seconds,
        web=stack.web_url,
        phones=stack.simulator_url,
        password=stack.env["DEMO_PASSWORD"],
        logs=stack.supervisor.logs,
    )


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m backup_dispatch.demo", description=__doc__)
    parser.add_argument("--data", type=Path, default=CHECKOUT / ".demo", help="where data is kept")
    parser.add_argument("--reset", action="store_true", help="begin with empty data")
    parser.add_argument("--erase", action="store_true", help="delete the data and end")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
