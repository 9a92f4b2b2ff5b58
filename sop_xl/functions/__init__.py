"""The registry: one definition per worksheet function, and everything that is generated from it."""
