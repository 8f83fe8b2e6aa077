"""``python -m examiner``."""

from examiner.cli import main

if __name__ == "__main__":
    main()
