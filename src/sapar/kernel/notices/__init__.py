"""Messages to people: on screen, by mail, by short message. Queued with the act that causes them, sent by a job."""
