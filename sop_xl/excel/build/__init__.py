"""The macro-enabled template and the add-in, built without Excel: VBA project, ribbon, package."""
