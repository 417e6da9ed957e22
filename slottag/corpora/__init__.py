"""The corpora that slottag makes itself: an engine, the languages given to it, and experiments made in code.

``engine`` makes annotated sentences of a grammar: ``english`` and ``chinese`` give it their words, their ways to write
values and those to type; the grammars lie in ``datasets/``. ``experiments`` are sequences of symbols.
"""
