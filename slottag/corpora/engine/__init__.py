"""From a grammar in TOML files to annotated sentences, in any language.

A language gives the engine a ``Recipe``: what reads its grammar, and its splits. The engine reads patterns and frames,
checks them, draws sentences of them, and holds what every corpus has: splits with places and patterns of their own,
pairs in contrast, noise, sentences written by hand and told again, the files and the table of sizes.
"""
