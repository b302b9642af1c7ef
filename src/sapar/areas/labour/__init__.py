"""Work permits for foreign workers in Turkmenistan: application, decision, permit, and the worker's own page.

Legal basis: Law of Turkmenistan on Migration; Regulation on the employment of foreign citizens and stateless persons,
approved by the President on 5 December 2013. The wording of both was not available: what is taken from the unofficial
description at turkmenvisagov.org/work-permits, or is proposed here, carries the mark ``unverified`` and is shown so.
"""
