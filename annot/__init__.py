"""annot: a fact-check desk in a terminal. One SQLite file is one project."""
