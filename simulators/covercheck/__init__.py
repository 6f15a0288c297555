"""CoverCheck's callback and portal for cars."""
