"""``python -m examiner.cli``."""

from examiner.cli import main

if __name__ == "__main__":
    main()
