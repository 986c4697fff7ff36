"""How many records of a file are left out; of batches that came before it is not known."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Go from revision 0004 to this one."""
    op.add_column("batch", sa.Column("left_out", sa.Integer, nullable=False, server_default="0"))
