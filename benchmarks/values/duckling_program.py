"""Duckling's answers to phrases, in an environment of its own: python duckling_side.py < phrases.jsonl > answers.jsonl

Each line has a text, a type of slot, a language and the time at which it is said; the answer is a line of its own.
Needs the package pyduckling-native-phihos, and nothing of slottag.
"""

import json
import sys
from datetime import datetime, timezone

from duckling import Context, default_locale_lang, load_time_zones, parse, parse_dimensions, parse_lang, parse_ref_time

DIMENSIONS = {
    "date": ["time"],
    "time": ["time"],
    "count": ["number", "quantity"],
    "money": ["amount-of-money", "number"],
}
LANGUAGES = {"english": "EN", "chinese": "ZH"}


def main() -> None:
    """Answer each line."""
    zones = load_time_zones("/usr/share/zoneinfo")
    for line in sys.stdin:
        phrase = json.loads(line)
        moment = datetime.fromisoformat(phrase["now"]).replace(tzinfo=timezone.utc)
        context = Context(
            parse_ref_time(zones, "UTC", int(moment.timestamp())),
            default_locale_lang(parse_lang(LANGUAGES[phrase["language"]])),
        )
        found = parse(phrase["text"], context, parse_dimensions(DIMENSIONS[phrase["type"]]), False)
        print(json.dumps([{key: each[key] for key in ("start", "end", "dim", "value")} for each in found]))


if __name__ == "__main__":
    main()
