"""Values of JSON made up from others: several merged into one, then changed in a few places.

What is put somewhere comes mostly from where the same key stands in another of the values, so that
what comes out is odd but speaks of the same things.
"""

import copy

# What may stand where something else belongs.
OTHERS = [None, True, False, 0, 1, 480, "", "true", [], {}]


class Pool:
    """What stands under which key in values that are known."""

    def __init__(self, values):
        self.by_key = {}
        for value in values:
            self._add(value)

    def _add(self, value):
        if isinstance(value, dict):
            for key, member in value.items():
                self.by_key.setdefault(key, []).append(member)
                self._add(member)
        elif isinstance(value, list):
            for member in value:
                self._add(member)

    def value(self, chance, key, old):
        """What may stand under a key in place of what is there."""
        if isinstance(old, bool) and chance.random() < 0.8:
            return not old
        known = self.by_key.get(key)
        if known and chance.random() < 0.9:
            return copy.deepcopy(chance.choice(known))
        return copy.deepcopy(chance.choice(OTHERS))


def merged(one, other):
    """The members of both; where both say something else, the first counts."""
    if isinstance(one, dict) and isinstance(other, dict):
        both = copy.deepcopy(one)
        for key, value in other.items():
            both[key] = merged(one[key], value) if key in one else copy.deepcopy(value)
        return both
    return copy.deepcopy(one)


def changed(chance, value, pool, number, kept=()):
    """A value in which about this number of things are other than they were; `kept` are the keys at
    its top that stay."""
    value = copy.deepcopy(value)
    for _ in range(number):
        places = [place for place in _places(value) if place[0] is not value or place[1] not in kept]
        if not places:
            break
        _change(chance, *chance.choice(places), pool)
    return value


def _places(value):
    """Every collection with each of its keys or indices, in one order."""
    keys = value if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ()
    for key in keys:
        yield value, key
        yield from _places(value[key])


def _change(chance, within, key, pool):
    """Drop, double, swap or replace one member."""
    turn = chance.randrange(10)
    if turn < 2:
        del within[key]
    elif turn < 4 and len(within) > 1:
        other = chance.choice(list(within) if isinstance(within, dict) else range(len(within)))
        within[key], within[other] = within[other], within[key]
    elif turn < 5 and isinstance(within, list):
        within.append(copy.deepcopy(within[key]))
    elif turn < 6 and isinstance(within, dict):
        # The same under the name of another: what one has then belongs to both.
        within[chance.choice(sorted(pool.by_key))] = copy.deepcopy(within[key])
    else:
        within[key] = pool.value(chance, key if isinstance(within, dict) else None, within[key])
