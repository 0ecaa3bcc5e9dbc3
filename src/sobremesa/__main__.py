"""`python -m sobremesa` is the command line."""

from sobremesa.cli import main

if __name__ == "__main__":
    main()
