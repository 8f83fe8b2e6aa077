"""Make the news headlines of homework 5: ``python graders/hw5/make_news.py``.

The headlines are made up by the grammar below; no real text, name or data set stands in them, so they are free of
rights (CC0). A clause is a subject, a verb and an object of one topic. A headline is a single clause, or a main clause
and a subordinate clause of *another* topic, in either order:

    main                      coach praised goalkeeper
    main CONJUNCTION other    coach praised goalkeeper after lender cut rates
    CONJUNCTION other , main  after lender cut rates , coach praised goalkeeper

The label is the topic of the main clause. A bag of words sees the words of both topics and cannot know which is which.

Written are ``source/hw5/news_train.csv`` (few, with labels) for students and ``data/news_unlabelled.txt`` beside this
file, the text that ``pretrain_encoder.py`` learns from. The grader makes its headlines with the functions below when
it grades, from another seed for every submission. One clause in five (by a checksum of its words) is kept for them and
never stands in either file, and they have more double adjectives. So no hidden headline can be had from the release;
and the grader numbers the classes anew for every submission.
"""

import csv
import zlib
from pathlib import Path

import numpy as np

HERE = Path(__file__).parent
SOURCE = HERE.parents[1] / "source" / HERE.name
CLASSES = ("sports", "business", "technology", "world")
UNLABELLED, LABELLED = 8000, 500
SPECIAL = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]

SUBJECTS = (
    "coach goalkeeper striker sprinter swimmer referee midfielder captain cyclist boxer champion defender team club "
    "skater rower gymnast athlete league winger",
    "lender bank retailer shares investor broker airline insurer economist exporter stocks oil trader brand "
    "supermarket factory carmaker accountant profit currency",
    "software startup robot browser engineer smartphone chipmaker laptop satellite drone programmer hacker website "
    "app server developer gadget sensor telescope algorithm",
    "minister president parliament diplomat senator army rebels envoy mayor voters embassy governor court refugees "
    "soldiers king cabinet opposition treaty ambassador",
)
SHARED_VERBS = "won lost dropped signed faced rejected opened targeted"
VERBS = (
    f"scored trained injured praised defeated tackled substituted outran overtook beat {SHARED_VERBS}",
    f"bought sold invested lent cut raised borrowed exported merged outbid taxed {SHARED_VERBS}",
    f"downloaded updated encrypted scanned hacked coded streamed installed uploaded debugged automated {SHARED_VERBS}",
    f"elected invaded negotiated bombed protested visited arrested pardoned governed condemned {SHARED_VERBS}",
)
OBJECTS = (
    "penalty medal match tournament marathon trophy goal race title final rival stadium relay semifinal contract "
    "playoff deal record attack pitch",
    "rates bonds merger dividend loan budget wages tariff mortgage inflation market debt bankruptcy takeover contract "
    "deal record future pitch crisis",
    "password database chip network code virus update battery keyboard cloud data platform patent processor deal "
    "record attack future bug interface",
    "election border ceasefire embargo summit sanctions peace constitution referendum coup protest ballot territory "
    "refuge deal attack crisis future contract alliance",
)
ADJECTIVES = ["new", "young", "former", "local", "big", "old", "small", "famous", "rising", "troubled"]
ENDINGS = ["again", "today", "early", "overseas", "abroad", "twice"]
CONJUNCTIONS = ["as", "after", "while", "before", "despite", "because"]


def clause(topic, rng, hidden, double):
    """Return the words of a clause about a topic, from the clauses that are kept back or from the others."""
    while True:
        core = [str(rng.choice(words[topic].split())) for words in (SUBJECTS, VERBS, OBJECTS)]
        if (zlib.crc32(" ".join(core).encode()) % 5 == 0) == hidden:
            break
    count = 2 if rng.random() < double else 1
    before = [str(word) for word in rng.choice(ADJECTIVES, count, replace=False)] if rng.random() < 0.4 else []
    after = [str(rng.choice(ENDINGS))] if rng.random() < 0.25 else []
    return [*before, *core, *after]


def headline(rng, hidden, double):
    """Return a headline and the number of its class."""
    topic, other = (int(t) for t in rng.choice(len(CLASSES), 2, replace=False))
    main, form = clause(topic, rng, hidden, double), rng.random()
    if form < 0.3:
        return " ".join(main), topic
    conjunction, side = str(rng.choice(CONJUNCTIONS)), clause(other, rng, hidden, double)
    if form < 0.65:
        return " ".join([*main, conjunction, *side]), topic
    return " ".join([conjunction, *side, ",", *main]), topic


def headlines(count, seed, hidden=False, double=0.2, without=()):
    """Return so many different headlines with their labels, none of which stands in ``without``.

    Parameters
    ----------
    count : int
    seed : int or list of int
    hidden : bool
        Whether they are made of the clauses that are kept back.
    double : float
        Probability that there are two adjectives where there is one.
    without : container of str

    Returns
    -------
    dict of str to int
    """
    rng, found = np.random.default_rng(seed), {}
    while len(found) < count:
        text, label = headline(rng, hidden, double)
        if text not in without:
            found.setdefault(text, label)
    return found


def vocabulary():
    """Return all pieces that headlines are made of, the special ones first."""
    words = " ".join([*SUBJECTS, *VERBS, *OBJECTS]).split() + ADJECTIVES + ENDINGS + CONJUNCTIONS + [","]
    return SPECIAL + sorted(set(words))


def encode(texts, length):
    """Return the numbers of ``[CLS] words [SEP]`` for every text, padded with 0 to ``length``."""
    number = {word: i for i, word in enumerate(vocabulary())}
    ids = np.zeros((len(texts), length), dtype=np.int32)
    for row, text in zip(ids, texts, strict=True):
        pieces = ["[CLS]", *text.split(), "[SEP]"]
        row[: len(pieces)] = [number[piece] for piece in pieces]
    return ids


def main():
    labelled = headlines(LABELLED, seed=51)
    unlabelled = headlines(UNLABELLED, seed=52, without=labelled)
    (HERE / "data" / "news_unlabelled.txt").write_text("\n".join(unlabelled) + "\n", encoding="utf-8")
    with open(SOURCE / "news_train.csv", "w", newline="", encoding="utf-8") as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(["label", "headline"])
        rows.writerows([CLASSES[label], text] for text, label in labelled.items())


if __name__ == "__main__":
    main()
