"""States, transitions, who, which documents, statutory deadlines: declared as data, the same for a permit and a plan.

The state of a record stands here and nowhere else; areas declare their procedures in ``procedures.py`` and move cases
inside their own acts.
"""
