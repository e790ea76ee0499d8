"""The commands: what they are asked, what they print, how they end. Each imports what it needs when it runs."""
