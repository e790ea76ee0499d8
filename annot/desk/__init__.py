"""What a reviewer can do, one file a family of use cases; the commands and the screens both call these functions."""
