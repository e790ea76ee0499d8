"""`python -m annot` is `annot`."""

from annot.cli.start import main

main()
