"""``python -m dreamstream``."""

from dreamstream.cli import main

if __name__ == "__main__":
    main()
