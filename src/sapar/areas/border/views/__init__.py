"""The border's pages: ``desk`` (read, judge, decide), ``second_line``, ``records`` (lists, one crossing, corrections)."""
