"""The commands as plain functions: no parsing of arguments, no printing."""
