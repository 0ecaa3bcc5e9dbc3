"""Stable sorting: of numbers, and of places by one word each.

What is to be sorted goes into as many buckets as an eighth of its number, by where it lies between the least and the
greatest; then each bucket is sorted by insertion. Random words spread evenly. Where they don't, and a bucket grows
large, runs are merged instead, so the time is never more than n log n.
"""

from __future__ import annotations

from sobremesa.mechanics.kernel.supporting.words import F64s, I64s, U64s, apart, signed, u64, unsigned

FEW = 32
LARGE = 64


@apart
def order_by_words(words: U64s, places: I64s, room: U64s, more: I64s, count: int) -> None:
    """Put into `places` the numbers from 0 to below count in ascending order of their words, ties by number.

    All arrays have room for `count`; the others are left in disorder.
    """
    if count <= FEW:
        for i in range(count):
            places[i] = i
        _insert_words(words, places, 0, count)
        return
    largest = _words_in_buckets(words, places, room, more, count)
    if largest <= LARGE:
        _insert_words(room, places, 0, count)
    else:
        _merge_words(room, places, words, more, count)


def _words_in_buckets(words: U64s, places: I64s, room: U64s, starts: I64s, count: int) -> int:
    """Words and their places by buckets, in their order within each; the size of the largest bucket."""
    least = words[0]
    greatest = words[0]
    for i in range(count):
        least = min(least, words[i])
        greatest = max(greatest, words[i])
    shift: u64 = 0
    while (greatest - least) >> shift >= unsigned(count >> 3):
        shift += 1
    for i in range(count):
        starts[i] = 0
    for i in range(count):
        starts[signed((words[i] - least) >> shift)] += 1
    largest = _begin(starts, count)
    for i in range(count):
        bucket = signed((words[i] - least) >> shift)
        place = starts[bucket]
        starts[bucket] = place + 1
        room[place] = words[i]
        places[place] = i
    return largest


def _begin(starts: I64s, count: int) -> int:
    """From the sizes of buckets to where each begins; gives the size of the largest."""
    largest = 0
    reached = 0
    for bucket in range(count):
        size = starts[bucket]
        starts[bucket] = reached
        reached += size
        largest = max(largest, size)
    return largest


def _insert_words(words: U64s, places: I64s, first: int, last: int) -> None:
    for i in range(first + 1, last):
        word = words[i]
        place = places[i]
        j = i
        while j > first and words[j - 1] > word:
            words[j] = words[j - 1]
            places[j] = places[j - 1]
            j -= 1
        words[j] = word
        places[j] = place


def _merge_words(words: U64s, places: I64s, room: U64s, more: I64s, count: int) -> None:
    first = 0
    while first < count:
        _insert_words(words, places, first, min(first + FEW, count))
        first += FEW
    width = FEW
    while width < count:
        first = 0
        while first + width < count:
            middle = first + width
            last = min(middle + width, count)
            if words[middle - 1] > words[middle]:
                for i in range(first, middle):
                    room[i] = words[i]
                    more[i] = places[i]
                left, right = first, middle
                for i in range(first, last):
                    if left >= middle:
                        break
                    if right < last and words[right] < room[left]:
                        words[i] = words[right]
                        places[i] = places[right]
                        right += 1
                    else:
                        words[i] = room[left]
                        places[i] = more[left]
                        left += 1
            first = last
        width = width * 2


@apart
def sort_doubles(values: F64s, room: F64s, starts: I64s, count: int) -> None:
    """Sort numbers, equal ones (0.0 and -0.0) as they stood. All arrays have room for `count`.

    Infinities are in order; where NaN is among the numbers, their order is any.
    """
    if count > FEW and _in_buckets(values, room, starts, count) <= LARGE:
        _insert(values, 0, count)
    else:
        _merge(values, room, count)


def _in_buckets(values: F64s, room: F64s, starts: I64s, count: int) -> int:
    """Numbers by buckets, in their order within each; the size of the largest, LARGE + 1 where they spread too far."""
    least = values[0]
    greatest = values[0]
    for i in range(count):
        least = min(least, values[i])
        greatest = max(greatest, values[i])
    for i in range(count):
        starts[i] = 0
        if not (values[i] >= least and values[i] <= greatest):
            return LARGE + 1
    if not least < greatest:
        return LARGE + 1
    scale = (float(count >> 3) - 1.0) / (greatest - least)
    if not (scale > 0.0 and scale <= 1e300):
        return LARGE + 1
    for i in range(count):
        room[i] = values[i]
        starts[int((values[i] - least) * scale)] += 1
    largest = _begin(starts, count)
    for i in range(count):
        bucket = int((room[i] - least) * scale)
        place = starts[bucket]
        starts[bucket] = place + 1
        values[place] = room[i]
    return largest


def _insert(values: F64s, first: int, last: int) -> None:
    for i in range(first + 1, last):
        value = values[i]
        j = i
        while j > first and values[j - 1] > value:
            values[j] = values[j - 1]
            j -= 1
        values[j] = value


def _merge(values: F64s, room: F64s, count: int) -> None:
    first = 0
    while first < count:
        _insert(values, first, min(first + FEW, count))
        first += FEW
    width = FEW
    while width < count:
        first = 0
        while first + width < count:
            middle = first + width
            last = min(middle + width, count)
            if values[middle - 1] > values[middle]:
                for i in range(first, middle):
                    room[i] = values[i]
                left, right = first, middle
                for i in range(first, last):
                    if left >= middle:
                        break
                    if right < last and values[right] < room[left]:
                        values[i] = values[right]
                        right += 1
                    else:
                        values[i] = room[left]
                        left += 1
            first = last
        width = width * 2
