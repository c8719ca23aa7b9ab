"""``python -m mrcnn_edu``: see ``cli/main.py``."""

import sys

from mrcnn_edu.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
