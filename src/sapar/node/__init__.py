"""The node: what makes the floors above one running thing.

Settings and addresses, the embedded database, the supervisor, the command line, back-ups.
Nothing else in the project imports this floor.
"""
