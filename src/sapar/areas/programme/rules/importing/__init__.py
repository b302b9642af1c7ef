"""From the rows of a spreadsheet to lines of a draft: what a column means, what a cell says, every fault by its cell.

One row is one activity. Empty cells of the direction, outcome and output mean "as above". A row without a title adds its
milestone or its money to the activity above. An activity is known by its line id where the file has it (a table that was
downloaded from here), else by its title under the same output; what is known is changed, all else is added at the end.
"""
