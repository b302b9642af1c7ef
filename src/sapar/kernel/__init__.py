"""The mechanisms that every area stands on, one Django app each."""
