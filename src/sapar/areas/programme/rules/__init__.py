"""Pure decisions of the programme: what a plan says, how two versions differ, how an activity stands."""
