"""What the chapters ask of the core."""
