"""One module a change of the register's tables, in order."""
