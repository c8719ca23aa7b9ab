"""Right solutions that the check must pass, in five styles: each file has all three exercises."""
