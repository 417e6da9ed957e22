"""Places of the world in Chinese, which of them one trip joins, and the ways to write them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from string import ascii_uppercase

from slottag.corpora.chinese.characters import TRADITIONAL
from slottag.corpora.engine.draft import Draft
from slottag.corpora.engine.pieces import Drawn
from slottag.corpora.engine.tables import Table
from slottag.errors import DataError

Areas = Mapping[str, Mapping[str, Sequence[str]]]

# Where a speaker of each voice lives.
_HOMES = {"cn": "mainland", "tw": "taiwan", "hk": "hongkong", "sg": "southeast"}
# How often a trip by this means keeps to the speaker's home, and how often to one area at all.
_AT_HOME = {"air": 0.3, "rail": 0.6, "coach": 0.75, "ship": 0.5}
# How often a name is made up where names may be.
_INVENTED = 0.25
# How often such a name says what it is, and what that may be.
_OF_KIND = 0.15
_KINDS = (
    *("省", "州", "郡", "道", "府", "县", "区", "自治区", "自治州", "群岛", "新区"),
    *("机场", "国际机场", "火车站", "站"),
)
# The area of a trip that may join any two.
_ANYWHERE = "anywhere"
_OWN_KINDS = {"air": "airports", "rail": "stations", "coach": "stations", "ship": "ports"}
_OWN_SHARE = {"air": 0.15, "rail": 0.35, "coach": 0.12, "ship": 0.6}
# How often a place is a whole country, state or province.
_REGIONS, _REGION_SHARE = "regions", 0.12
_DIRECTIONS = ("东", "西", "南", "北")
# What foreign names are written with, for names that nobody knows.
_SOUNDS = (
    "阿巴贝布达德迪多尔法菲弗格戈哈霍基卡科克拉莱里利罗洛马曼米莫姆纳内尼诺帕佩皮普奇"
    "萨塞沙斯塔特托图瓦维沃西希亚耶伊扎兹"
)
_ENDS = ("镇", "县", "岛", "港", "堡", "城", "山", "州", "口", "庄", "溪", "湾")
_FRONTS = (
    "安白宝长常大德东丰福高关广桂海和恒洪湖华惠吉嘉建江金景静开兰乐临龙隆罗明南宁平清"
    "泉仁荣瑞沙石双顺松泰天通桐万文武西祥新兴雅阳永玉云泽镇竹"
)


@dataclass(frozen=True)
class Gazetteer:
    """The places of a split: by area and kind, and what may be said in front of some, a country or a province.

    With ``letters`` names that nobody knows are made up among them, too, some of these characters.
    """

    areas: Areas
    heads: Mapping[str, Sequence[str]]
    letters: str = ""

    def draw(self, draft: Draft) -> Drawn:
        """A place that is new to the sentence."""
        for _ in range(20):
            place = self._invented(draft) if self.letters and draft.chance(_INVENTED) else self._known(draft)
            if place not in draft.places:
                break
        draft.places.append(place)
        return self.written(place, draft)

    def draw_region(self, draft: Draft) -> Drawn:
        """A country, a state or a province that is new to the sentence."""
        place = draft.pick([name for name in self._regions if name not in draft.places])
        draft.places.append(place)
        return self.written(place, draft)

    def written(self, place: str, draft: Draft) -> Drawn:
        """One way to write a place: in the voice's own name, now and then with its country, or what it is."""
        simple, _, other = place.partition("|")
        name = other if other and draft.voice in TRADITIONAL and draft.chance(0.85) else simple
        heads, kind = self.heads.get(simple, ()), draft.below(100)
        if heads and kind < 12:
            return Drawn(self._head(draft.pick(heads), draft) + name, simple)
        if simple in self._regions:
            return Drawn(name, simple)
        if name.isascii():
            return Drawn(name.lower() if kind < 25 else name, simple)
        return Drawn(name + self._ending(name, draft, kind), simple)

    @cached_property
    def _regions(self) -> dict[str, None]:
        """The countries, states and provinces of all areas in their order."""
        return dict.fromkeys(place for kinds in self.areas.values() for place in kinds.get(_REGIONS, ()))

    def _head(self, head: str, draft: Draft) -> str:
        own, _, foreign = head.partition("|")
        return foreign if foreign and draft.voice in TRADITIONAL else own

    def _ending(self, name: str, draft: Draft, kind: int) -> str:
        if len(name) > 3 or kind < 82 or name[-1] in "站场港口镇县岛东西南北市省州国邦":
            return ""
        if draft.means == "rail":
            station = "车站" if draft.voice in TRADITIONAL else "站"
            return draft.pick(
                (*_DIRECTIONS, *_DIRECTIONS, station, station, draft.pick(_DIRECTIONS) + "站", "火车站", "高铁站", "市")
            )
        if draft.means == "air":
            return draft.pick(("机场", "机场", "国际机场", "市"))
        if draft.means == "ship":
            return draft.pick(("港", "码头", "市"))
        return draft.pick(("市", "汽车站", "客运站", "转运站", "县"))

    def _known(self, draft: Draft) -> str:
        if not draft.area:
            draft.area = self._area_of_trip(draft)
        area = draft.area
        if area == _ANYWHERE:
            area = self._home(draft) if draft.chance(0.4) else self._any_area(draft)
        kinds = self.areas[area]
        regions, own = kinds.get(_REGIONS, ()), kinds.get(_OWN_KINDS[draft.means], ())
        if draft.chance(_REGION_SHARE) and regions:
            return draft.pick(regions)
        return draft.pick(own if own and draft.chance(_OWN_SHARE[draft.means]) else kinds["towns"])

    def _area_of_trip(self, draft: Draft) -> str:
        if draft.chance(_AT_HOME[draft.means]):
            return self._home(draft)
        return _ANYWHERE if draft.means == "air" else self._any_area(draft)

    def _home(self, draft: Draft) -> str:
        return _HOMES[draft.voice] if _HOMES[draft.voice] in self.areas else next(iter(self.areas))

    def _any_area(self, draft: Draft) -> str:
        weighted = [area for area, kinds in self.areas.items() for _ in range(1 + len(kinds["towns"]) // 25)]
        return draft.pick(weighted)

    def _invented(self, draft: Draft) -> str:
        name = self._coined(draft)
        return name + draft.pick(_KINDS) if draft.chance(_OF_KIND) and not name.isascii() else name

    def _coined(self, draft: Draft) -> str:
        """A name of sounds, of characters that stand in names, of the halves of two names, of any, or a code."""
        kind, length = draft.below(8), 2 + draft.below(3)
        if kind == 7 and draft.means == "air":
            return "".join(draft.pick(ascii_uppercase) for _ in range(3))
        if kind < 2:
            return "".join(draft.pick(_SOUNDS) for _ in range(length + draft.below(2)))
        if kind == 2:
            return "".join(draft.pick(self.letters) for _ in range(length))
        if kind < 5:
            return draft.pick(_FRONTS) + draft.pick(_FRONTS) * draft.below(2) + draft.pick(_ENDS)
        front, back = (self._known(draft).partition("|")[0] for _ in range(2))
        return front[: (len(front) + 1) // 2] + back[len(back) // 2 :]


def read_gazetteer(places: Table, countries: Table, letters: str) -> Gazetteer:
    """The places of a split, and the characters that names that nobody knows are made of, if they are.

    Raises:
        DataError: an entry that is none, or an area with too few towns.
    """
    areas = {area.name: area.string_lists() for area in places.tables()}
    for name, kinds in areas.items():
        if len(kinds.get("towns", ())) < 2:
            raise DataError(f"{places.where(f'[{name}]')}: {name} has fewer than 2 towns; add some")
    heads: dict[str, tuple[str, ...]] = {}
    for table in ("countries", "provinces", "states"):
        for head, towns in countries.sub(table).string_lists().items():
            own = (head, f"{head}省") if table == "provinces" else (head,)
            heads.update({town: (*heads.get(town, ()), *own) for town in towns})
    return Gazetteer(areas, heads, letters)
