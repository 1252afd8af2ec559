"""What every app may use and what depends on none of them."""
