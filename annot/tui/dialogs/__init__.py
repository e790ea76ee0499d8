"""Questions with an answer: each is a modal screen that gives back what was chosen or typed, or None."""
