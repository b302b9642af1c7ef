"""The shell that every page shares.

Base templates, form renderer, components, static files, error pages, translations, and the kernel's own pages
(sign-in, duty, work list, ledger, seal verification, help). Patterns of the GOV.UK design system under a brand of our
own; every flow works without JavaScript, at 320 px and in three languages.
"""
