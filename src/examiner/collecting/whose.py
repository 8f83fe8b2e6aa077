"""Whose a file is, by where it lies.

The outermost part of a path that names anybody decides. What lies in somebody's hand-in has names that they gave it
themselves: those name nobody, and one that means somebody else makes the file nobody's. A folder or archive that names
nobody may still be somebody's, and is looked into only if it holds several students' and none has a name beside it.
"""

from __future__ import annotations

import os
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field, replace

from examiner.collecting.mentions import Mention, words_in
from examiner.collecting.people import ASK, Meant, People
from examiner.collecting.systems import Beside, Claim, claims_at
from examiner.collecting.unpacking import Item
from examiner.model.text import composed

_NOBODY = Meant(why=f"nothing in its path says whose it is. {ASK}, or by a pattern (--pattern)")
_SEVERAL = 3  # entries of a folder that show what their names have in common
_PAGE = "index.html"  # that Brightspace lays beside the hand-ins
_TREES = ("submitted", "submitted.zip")  # nbgrader's folder of hand-ins, each in student/assignment

Parts = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Naming:
    """The outermost part of a path that names anybody."""

    level: int
    claims: tuple[Claim, ...] = ()
    mention: Mention = Mention()  # noqa: RUF009 - it is frozen

    @property
    def who(self) -> str:
        """Tells people apart."""
        return repr([claim.names for claim in self.claims] or sorted(self.mention.students) or self.mention.doubtful)


@dataclass
class Whose:
    """Says whose the files are that are collected together.

    Parameters
    ----------
    people : People
    beside : Beside
    assignments : collection of str
        The course's.
    """

    people: People
    beside: Beside
    assignments: Collection[str]
    _votes: dict[Parts, dict[str, set[str]]] = field(default_factory=lambda: defaultdict(lambda: defaultdict(set)))
    _entries: dict[Parts, set[str]] = field(default_factory=lambda: defaultdict(set))
    _heads: dict[Parts, set[str]] = field(default_factory=lambda: defaultdict(set))  # Blackboard's titles and users
    _named_in: set[Parts] = field(default_factory=set)
    _below: dict[Parts, set[str]] = field(default_factory=lambda: defaultdict(set))

    def look_at(self, items: Iterable[Item]) -> None:
        """Look at all files first: which system a folder is of shows in all that is in it."""
        mentions = self.people.mentions
        every = [item.parts for item in items if not item.trouble]
        for parts in every:
            for level in range(len(parts)):
                self._entries[parts[:level]].add(parts[level])
                for system, claims in claims_at(parts, level, self.beside).items():
                    self._votes[parts[:level]][system].add(parts[level])
                    if system == "blackboard":
                        self._heads[parts[:level]].add(claims[0].names[0].text)
        for entries in self._entries.values():  # a word of most names beside one another is a course's, and nobody's
            counts = Counter(word for entry in entries for word in words_in(entry))
            if len(entries) >= _SEVERAL:
                mentions.learn_words(word for word, count in counts.items() if 5 * count >= 4 * len(entries))
        for parts in every:
            if naming := self._naming(parts):
                self._named_in.add(parts[: naming.level])
                for level in range(1, naming.level):
                    self._below[parts[: level + 1]].add(naming.who)

    def of(self, item: Item) -> Iterator[tuple[Claim | None, Meant]]:
        """Return what a file is of each who handed it in, or why it is nobody's."""
        naming = self._naming(item.parts)
        if naming is None:
            yield self._page(item.parts), _NOBODY
        elif why := self._may_be_anothers(item.parts, naming):
            yield None, Meant(why=why)
        elif naming.claims:
            for claim in naming.claims:
                own = replace(claim, assignment=claim.assignment or self._assignment(item.parts, naming.level - 1))
                for meant in self.people.meant(claim.names):
                    yield own, meant
        else:
            meant = self._plainly(item.parts, naming)
            yield (self._plain(item.parts, naming, meant.student) if meant.student else None), meant

    def _naming(self, parts: Parts) -> _Naming | None:
        for level in range(len(parts)):
            if claims := self._claims(parts, level):
                return _Naming(level, tuple(claims))
            mention = self.people.mentions.of(parts[level])
            if mention.students or (mention.doubtful and (level or len(parts) == 1)):
                return _Naming(level, mention=mention)
        return None

    def _claims(self, parts: Parts, level: int) -> list[Claim]:
        """Return what the system says of a part that knows the most of what lies beside it."""
        votes, entries = self._votes[parts[:level]], self._entries[parts[:level]]
        found = claims_at(parts, level, self.beside)
        if level > 1 and not parts[level - 1].casefold().endswith(".zip") and 2 * len(votes["canvas"]) <= len(entries):
            found.pop("canvas", None)  # its archives are flat; elsewhere this may be somebody's own name for a file
        system = max(found, key=lambda system: len(votes[system]), default="")
        return [self._users(claim, parts[:level]) for claim in found.get(system, [])]

    def _users(self, claim: Claim, where: Parts) -> Claim:
        """Leave out what is only the end of a user's name: all that Blackboard lays together is of one title."""
        heads = self._heads[where]
        if claim.system != "blackboard" or len(heads) == 1:
            return claim
        title = os.path.commonprefix(sorted(heads)).rpartition("_")[0]  # noqa: RUF071 - characters are meant
        shortest = len(claim.names[0].text) - len(title) - bool(title)
        return replace(claim, names=tuple(name for name in claim.names if len(name.text) >= shortest))

    def _may_be_anothers(self, parts: Parts, naming: _Naming) -> str:
        """Return why nothing in a folder or archive that names nobody is looked at, empty if it is."""
        of_canvas = any(claim.system == "canvas" for claim in naming.claims)
        of_sakai = any(claim.system == "sakai" for claim in naming.claims)
        for level in range(1, naming.level):
            several = len(self._below[parts[: level + 1]]) > 1
            is_archive = parts[level].casefold().endswith(".zip")
            is_name = self.people.mentions.is_like_a_name(parts[level]) and not (of_sakai and level == naming.level - 1)
            if parts[:level] in self._named_in or ((is_archive or is_name or of_canvas) and not several):
                return (
                    f"it lies in {parts[level]!r}, which may be somebody's whom the course does not know: "
                    "if it is nobody's own, collect from it by itself"
                )
        return ""

    def _plainly(self, parts: Parts, naming: _Naming) -> Meant:
        """Return the student who is named in words, if nothing in the path names another."""
        if naming.mention.doubtful:
            return Meant(why=f"{naming.mention.doubtful!r} may be the name of somebody whom nobody knows. {ASK}")
        found = set(naming.mention.students)
        for level in range(naming.level + 1, len(parts)):
            found |= self.people.mentions.of(parts[level]).students
            for claims in claims_at(parts, level, self.beside).values():
                meant = [one for claim in claims for one in self.people.meant(claim.names)]
                found |= {one.student for one in meant if one.student}
                if why := next((one.why for one in meant if one.why), ""):
                    return Meant(why=f"{parts[naming.level]!r} and {parts[level]!r} in it name different people: {why}")
        if len(found) > 1:
            return Meant(why=f"it fits more than one student: {', '.join(sorted(found))}. {ASK}")
        return Meant(found.pop())

    def _plain(self, parts: Parts, naming: _Naming, student: str) -> Claim:
        """Return the claim of a file whose folder or own name says whose it is: a folder of a name is one hand-in."""
        level = naming.level
        if level == len(parts) - 1:
            hand_in, called = f"{'/'.join(parts[:-1])} {student}", naming.mention.rest
            return Claim("plain", (), parts[level:], hand_in, None, 0, "", self._assignment(parts, level - 1), called)
        below = self._assignment(parts, level + 1) if level + 1 < len(parts) - 1 else ""
        depth = level + (2 if below else 1)
        of_tree = below and level > 0 and parts[level - 1].casefold() in _TREES  # else it may be a student's own
        time = self.beside.time(self.beside.stamps.get(parts[:depth], "")) if of_tree else None
        hand_in = "/".join(parts[: level + 1])
        return Claim("plain", (), parts[depth:], hand_in, time, 0, "", below or self._assignment(parts, level - 1))

    def _assignment(self, parts: Parts, level: int) -> str:
        """Return the assignment that a folder is called like; the source's own name says nothing."""
        called = composed(parts[level]).casefold() if level > 0 else ""
        return next((name for name in self.assignments if composed(name).casefold() == called), "")

    def _page(self, parts: Parts) -> Claim | None:
        if parts[-1].casefold() == _PAGE and self._votes[parts[:-1]]["brightspace"]:
            return Claim("brightspace", (), parts[-1:], no_work="Brightspace's own page")
        return None
