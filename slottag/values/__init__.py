"""What the text of a slot means, as data: dates, times, counts, sums of money, places, one of several choices.

Nothing here is loaded unless values are asked for. A language is a table of words and of ways to put them together
(``english.toml``, ``chinese.toml``); what they mean is reckoned in code that knows no language. What is not understood
has no value, and where there are several readings all of them are told.
"""
