"""Whether the suite runs as `make soak`, with the campaigns that take too long for `make test`."""

import os
from typing import Final

IS_SOAK: Final = bool(os.environ.get("CROSSCHECK_SOAK"))
