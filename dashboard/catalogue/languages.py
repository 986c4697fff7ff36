"""The six official languages of the United Nations, in the order in which files list them."""

LANGUAGES = ("ar", "en", "es", "fr", "ru", "zh")
