"""Template tags of signing in."""
