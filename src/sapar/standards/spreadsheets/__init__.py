"""Spreadsheets as rows of text: XLSX (ECMA-376, the parts that hold values) and CSV (RFC 4180), read within bounds and
written row by row. Formulas are never evaluated and never written; macros, links and pictures are not looked at.
"""

from sapar.standards.spreadsheets.reading import MAX_BYTES, REASONS, Sheet, Unreadable, read
from sapar.standards.spreadsheets.writing import Cell, write_xlsx

__all__ = ["MAX_BYTES", "REASONS", "Cell", "Sheet", "Unreadable", "read", "write_xlsx"]
