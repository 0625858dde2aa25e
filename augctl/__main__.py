"""`python -m augctl`."""

from augctl.cli.main import main

if __name__ == "__main__":
    main()
