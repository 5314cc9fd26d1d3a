"""The rules of the product, pure: no input or output, and the time always comes from the caller."""
