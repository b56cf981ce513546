"""The only SQL: PostgreSQL on Trio, and one file for each noun of the books."""
