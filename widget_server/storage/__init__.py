"""The database: opening it, migrating it, and the SQL, one file for each noun."""
