"""What people come for: one Django app an area. Areas never import each other."""
