"""The command line. Importing this package imports neither Django nor typer: see ``__main__``."""
