"""The tamper-evident log: entries, tree heads, proofs, the offline verifier (Django-free)."""
