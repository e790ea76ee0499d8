"""The project file: the only room that knows SQLite. It keeps the log, and the tables that the log adds up to."""
