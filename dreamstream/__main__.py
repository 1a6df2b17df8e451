"""``python -m dreamstream``, and the command ``dreamstream``."""

import signal


def main() -> None:
    """Run the command line; while it loads, Ctrl-C ends it like any program, where Python's own way is a trace."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    from dreamstream.cli import main as run  # noqa: PLC0415 - it is what takes the time

    run()


if __name__ == "__main__":
    main()
