"""Planning maths: numpy in, numpy and dataclasses out. No cell, file, clock, environment or global state."""
