"""Where Django's own way to write dates is not how people write them (settings.FORMAT_MODULE_PATH)."""
