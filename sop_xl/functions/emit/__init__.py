"""What is generated from the registry: VBA, wizard and IntelliSense texts, the reference page, terminal text."""
