"""Ways to compare runs that mislead, of lesson 16."""
