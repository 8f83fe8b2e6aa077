"""Make the hidden messages of homework 4: ``python graders/hw4/make_sms.py`` writes ``data/sms.npz``.

The messages are made up here from templates of this file (no licence needed, no person's words). They resemble those of
the notebook's ``make_sms`` but share neither templates nor vocabulary lists with it, and they are stored as numbers of
a shuffled vocabulary only, so that they cannot be had from the release. The messages to test with combine words that
no message to train on combines.

Half of the messages can be told by word order only: "you <gained> <prize>, <other> <acts>" is spam and
"<other> <gained> <prize>, you <act>" is not, with the same words. In the other half a claim and a demand together are
spam, and either of them beside an everyday sentence is not. So neither single words nor any bag of words is enough.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

SEED = 20240904
SPAM_SHARE = 0.4
OTHERS = ["he", "she", "my boss", "our neighbours", "uncle Bob", "grandma", "the girls"]
GAINS = ["scored", "bagged", "landed", "picked up", "gained"]
PRIZES = ["two concert seats", "the jackpot", "a luxury watch", "a dream cruise", "a shopping spree", "a tablet"]
ACTS = ["have to phone", "ought to write", "might drop by", "could sign", "need to hurry"]
TIMES = ["at noon", "right away", "tomorrow", "by Monday", "after work"]
CLAIMS = ["restore your access", "redeem your points", "activate your card", "verify your address"]
DEMANDS = ["pay the fee online", "ring 0871 immediately", "forward this code", "follow the link below"]
PLAINS = ["lunch was great", "the train is late again", "kids are asleep", "pick me up at six", "loved the photos"]
STARTS = ["hiya", "well", "btw", "congrats", "attention please", "oh", "good morning", "so"]
ENDS = ["cheers", "see ya", "urgent", "haha", "all the best", "thank you"]


def make_message(rng: np.random.Generator, spam: bool, hidden: bool) -> str:
    """Return one message; hidden ones use pairs of phrases that the others do not."""

    def pick(options: list[str]) -> str:
        return options[rng.integers(len(options))]

    def pick_pair(first: list[str], second: list[str]) -> tuple[str, str]:
        while True:
            i, j = rng.integers(len(first)), rng.integers(len(second))
            if ((i + j) % 4 == 3) == hidden:
                return first[i], second[j]

    if rng.random() < 0.5:
        winner, actor = ("you", pick(OTHERS)) if spam else (pick(OTHERS), "you")
        gain, prize = pick_pair(GAINS, PRIZES)
        parts = [f"{winner} {gain} {prize}", f"{actor} {pick(ACTS)} {pick(TIMES)}"]
    elif spam:
        parts = list(pick_pair(CLAIMS, DEMANDS))
    else:
        parts = list(pick_pair([CLAIMS, DEMANDS, PLAINS][rng.integers(3)], PLAINS))
    if rng.random() < 0.5:
        parts.reverse()
    return f"{pick(STARTS)} {parts[0]} {parts[1]} {pick(ENDS)}"


def make_sms(seed: int = SEED) -> dict[str, np.ndarray]:
    """Return the arrays of ``sms.npz``.

    Returns
    -------
    dict
        ``x_train`` (1500, T) and ``x_hidden`` (800, T) uint8: numbers of words, 0 for padding in front.
        ``y_train`` (1500,) and ``y_hidden`` (800,) uint8: 1 for spam.
    """
    rng = np.random.default_rng(seed)
    labels = {"train": rng.random(1500) < SPAM_SHARE, "hidden": rng.random(800) < SPAM_SHARE}
    words = {part: [make_message(rng, s, part == "hidden").split() for s in y] for part, y in labels.items()}
    vocabulary = rng.permutation(sorted({word for message in words["train"] for word in message}))
    number = {word: i for i, word in enumerate(vocabulary.tolist(), start=1)}
    length = max(len(message) for messages in words.values() for message in messages)
    arrays = {}
    for part, messages in words.items():
        rows = [[0] * (length - len(message)) + [number[word] for word in message] for message in messages]
        arrays[f"x_{part}"] = np.array(rows, dtype=np.uint8)
        arrays[f"y_{part}"] = labels[part].astype(np.uint8)
    return arrays


if __name__ == "__main__":
    folder = Path(__file__).parent / "data"
    folder.mkdir(exist_ok=True)
    np.savez_compressed(folder / "sms.npz", **make_sms())
