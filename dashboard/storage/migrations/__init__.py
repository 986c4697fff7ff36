"""The history of the register's tables, run by Alembic where a register is older than the code."""
