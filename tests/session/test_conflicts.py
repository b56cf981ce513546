"""Finding those that conflict, held against what a conflict is."""

from __future__ import annotations

from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from execora.commands.command import Thing, Touches
from execora.session.conflicts import Conflicts

things = st.builds(Thing, st.sampled_from(["customer", "product"]), st.sampled_from([None, UUID(int=1), UUID(int=2)]))
touches = st.builds(Touches, st.frozensets(things, max_size=2), st.frozensets(things, max_size=2))


@given(jobs=st.lists(st.tuples(touches, st.booleans()), max_size=12), further=touches)
def test_conflicts_are_found_as_they_are_defined(jobs: list[tuple[Touches, bool]], further: Touches) -> None:
    conflicts = Conflicts()
    for number, (what, _) in enumerate(jobs):
        conflicts.add(UUID(int=number), what)
    for number, (what, gone) in enumerate(jobs):
        if gone:
            conflicts.remove(UUID(int=number), what)
    there = {UUID(int=number): what for number, (what, gone) in enumerate(jobs) if not gone}
    assert conflicts.of(further) == {task for task, what in there.items() if what.conflicts(further)}
