"""The nouns of the desk as frozen values: articles, claims, sources, verdicts. No file, clock or chance in here."""
