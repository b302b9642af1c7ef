"""What the project computes itself: pure functions, no Django, no input or output."""
