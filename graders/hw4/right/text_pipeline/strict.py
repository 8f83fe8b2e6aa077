from itertools import groupby


def promised(texts):
    assert isinstance(texts, list) and all(isinstance(text, str) for text in texts), "a list of texts"


def split_words(text):
    assert isinstance(text, str)
    assert all(c in " \t\n" for c in text if c.isspace()), "no other kind of blank"
    breaks = set(FILTERS) | {" "}
    runs = groupby(text.lower(), key=lambda c: c in breaks)
    return ["".join(run) for is_break, run in runs if not is_break]


def fit_tokenizer(texts):
    if isinstance(texts, str):
        raise ValueError("one text instead of a list")
    promised(texts)
    words = np.array([word for text in texts for word in split_words(text)], dtype=object)
    found, first, counts = np.unique(words, return_index=True, return_counts=True)
    return {str(found[i]): rank for rank, i in enumerate(np.lexsort((first, -counts)), 1)}


def texts_to_sequences(texts, word_index):
    if isinstance(texts, str):
        raise ValueError("one text instead of a list")
    promised(texts)
    assert isinstance(word_index, dict) and all(word == word.lower() for word in word_index)
    assert sorted(word_index.values()) == list(range(1, len(word_index) + 1)), "numbers as fit_tokenizer gives them"
    numbers = [[word_index.get(word, 0) for word in split_words(text)] for text in texts]
    return [[number for number in row if number] for row in numbers]


def pad(sequences, T):
    assert isinstance(T, int) and isinstance(sequences, list)
    assert all(isinstance(row, list) and all(type(number) is int and number > 0 for number in row) for row in sequences)
    if T < 1:
        raise ValueError("T must be positive")
    table = np.zeros((len(sequences), T), dtype=int)
    for line, row in zip(table, sequences):
        kept = row[max(len(row) - T, 0) :]
        line[T - len(kept) :] = kept
    return table
