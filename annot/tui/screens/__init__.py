"""One module a screen; each calls the desk through the clerk and paints what comes back."""
