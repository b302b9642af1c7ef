"""Who acts, for which institution, in which role, for which purpose, until when; and the database's second wall.

A person acts under a *duty*: account, institution, role, perhaps a place, until a date. What a role may do stands with
each act (``roles=``); what its holder may see stands with the role (``reach``) and is enforced twice: by the filters in
``queries.py`` and by row-level security policies that read the same settings.
"""
