"""What whoever published wanted to say of a version."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Go from revision 0003 to this one."""
    op.add_column("version", sa.Column("note", sa.Text, nullable=False, server_default=""))
