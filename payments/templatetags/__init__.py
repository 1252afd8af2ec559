"""What the pages of an order ask for."""
