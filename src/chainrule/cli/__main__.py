"""`python -m chainrule.cli` where the script `chainrule` is not installed."""

import sys

from chainrule.cli.command import main

sys.exit(main())
