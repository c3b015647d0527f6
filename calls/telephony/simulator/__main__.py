"""Start the simulator: `python -m calls.telephony.simulator --help`."""

import argparse
import asyncio
import ipaddress
import os
import signal
import sys
from pathlib import Path

from aiohttp import web

from .exchange import Account, Exchange
from .parameters import absolute_url
from .phones import Phone, PhonesError, load_phones
from .server import application


def main() -> int:
    options = _options()
    if refusal := _refusal(options):
        print(refusal, file=sys.stderr)
        return 2
    phones: list[Phone] = []
    if options.phones is not None:
        try:
            phones = load_phones(options.phones)
        except PhonesError as error:
            print(error, file=sys.stderr)
            return 2
    account = Account(
        sid=options.account_sid,
        auth_token=options.auth_token,
        sms_url=options.sms_url,
        voice_url=options.voice_url,
        voice_fallback_url=options.voice_fallback_url,
        numbers=tuple(options.number),
    )
    exchange = Exchange(account, phones, speed=options.speed, calls_per_second=options.cps)
    try:
        asyncio.run(_serve(exchange, options.host, options.port))
    except OSError as error:
        print(f"Cannot listen on {options.host}:{options.port}: {error.strerror}.", file=sys.stderr)
        return 1
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m calls.telephony.simulator", description="A stand-in for Twilio."
    )
    parser.add_argument("--host", default="127.0.0.1", help="a loopback address")
    parser.add_argument("--port", type=int, default=8001)
    parser.add_argument("--account-sid", required=True)
    parser.add_argument("--auth-token", required=True)
    parser.add_argument("--sms-url", help="where an SMS from a phone is posted")
    parser.add_argument("--voice-url", help="where a call from a phone asks for TwiML")
    parser.add_argument("--voice-fallback-url", help="and where else, when that fails")
    parser.add_argument("--number", action="append", default=[], help="one that the account has")
    parser.add_argument("--speed", type=float, default=1.0, help="divides every duration")
    parser.add_argument("--cps", type=float, default=1.0, help="new calls per second")
    parser.add_argument("--phones", type=Path, help="JSON: a list of number, name, note")
    return parser.parse_args()


def _refusal(options: argparse.Namespace) -> str | None:
    """The sentence that says why this must not start, if it must not."""
    if os.environ.get("BACKUP_DISPATCH_MODE") == "production":
        return "The simulator does not run beside production settings (BACKUP_DISPATCH_MODE)."
    if not _is_loopback(options.host):
        return f"The simulator listens on loopback only, not on {options.host}: use 127.0.0.1."
    if options.speed <= 0 or options.cps <= 0:
        return "--speed and --cps must be more than 0."
    for url in filter(None, (options.sms_url, options.voice_url, options.voice_fallback_url)):
        if not absolute_url(url):
            return f"{url} is no absolute http or https address."
    return None


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


async def _serve(exchange: Exchange, host: str, port: int) -> None:
    """Serve until SIGTERM or Ctrl-C, then stop within a second."""
    runner = web.AppRunner(application(exchange), access_log=None, shutdown_timeout=0.2)
    await runner.setup()
    stop = asyncio.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(name, stop.set)
    try:
        await web.TCPSite(runner, host, port).start()
        print(f"Phones: http://{host}:{port}/", flush=True)
        await stop.wait()
    finally:
        await runner.cleanup()


if __name__ == "__main__":
    sys.exit(main())
