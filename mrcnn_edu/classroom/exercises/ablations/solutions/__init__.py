"""The exercises of lesson 16 solved in other styles, which must pass too."""
