"""Matching of people across scripts, spellings and registers.

`symbols` reads words as sounds, `costs` and `learned` say which sounds stand for each other, `words` and `pairs` compare,
`evidence` weighs what else is known, `score` combines, `explain` says why, `index` finds the likely few among many.
"""
