"""What others published, as pure typed Python: no Django, no input or output."""
