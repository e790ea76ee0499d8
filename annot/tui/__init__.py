"""The screens. Widgets say what happened, screens decide, the desk does it, in a thread of its own."""
