"""`python -m connectindex`, the same as the command."""

from connectindex.cli import main

if __name__ == "__main__":
    main()
