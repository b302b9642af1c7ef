"""Pages of the area: parse, call one act or look, render."""
