"""The files that annotations leave in and come back from, one module a format: rows in, bytes out, and back."""
