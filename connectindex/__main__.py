"""`python -m connectindex`, the same as the command."""

import sys

if __name__ == "__main__":
    if not sys.flags.safe_path:
        del sys.path[0]  # the current folder: in a stranger's edition, a file must not pass for a library
    from connectindex.cli import main

    main()
