"""What is done of the checklists of events, and which of them readers see."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Go from revision 0005 to this one."""
    op.create_table(
        "tick",
        sa.Column("event", sa.String(255), primary_key=True),
        sa.Column("item", sa.String(64), primary_key=True),
        sa.Column("account", sa.String(64), nullable=False),
        sa.Column("at", sa.DateTime, nullable=False),
    )
    op.create_table("checklist", sa.Column("event", sa.String(255), primary_key=True))
