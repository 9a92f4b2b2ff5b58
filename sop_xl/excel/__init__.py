"""Excel itself: the macro-enabled template and the add-in, and what runs in live Excel."""
