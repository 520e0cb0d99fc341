#!/usr/bin/env python
"""Django's own commands (makemigrations, shell). Users and operators use `krug`."""

import os
import sys

from django.core.management import execute_from_command_line

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "krug.site.settings")
    execute_from_command_line(sys.argv)
