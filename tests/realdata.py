"""Where the real files of other publishers lie that some tests check against; those tests skip where the folder is absent."""

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
REALDATA = Path(os.environ.get("DASHBOARD_REALDATA", ROOT.parent / "shared" / "realdata"))
