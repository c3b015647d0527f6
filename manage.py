#!/usr/bin/env python
"""Django's command-line door to the product."""

import os
import sys


def main() -> None:
    if sys.argv[1:2] == ["bench"] and sys.argv[2:3] not in (["statements"], ["inside"]):
        # It brings an installation of its own, so it needs no settings of another one.
        from backup_dispatch.bench import command

        sys.exit(command.main(sys.argv[2:]))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "backup_dispatch.settings")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
