"""The joint programme and what was promised: commitments, the indicators that hang on them, and their figures.

Legal basis: communique of the meeting between Turkmenistan and the International Organization for Migration, 2 March
2021; Global Compact for Safe, Orderly and Regular Migration (A/RES/73/195), which is not legally binding.
"""
