import re


def split_words(text):
    return [word for word in re.split("[ " + re.escape(FILTERS) + "]", text.lower()) if word]


def fit_tokenizer(texts):
    if isinstance(texts, str):
        raise ValueError("texts must not be a single string")
    words = pd.Series([word for text in texts for word in split_words(text)], dtype=object)
    table = pd.DataFrame(
        {"n": words.value_counts(), "first": words.drop_duplicates().reset_index().set_index(0)["index"]}
    )
    ranked = table.sort_values(["n", "first"], ascending=[False, True]).index
    return dict(zip(ranked, np.arange(1, len(ranked) + 1), strict=True))


def texts_to_sequences(texts, word_index):
    if isinstance(texts, str):
        raise ValueError("texts must not be a single string")
    return [list(map(word_index.__getitem__, filter(word_index.__contains__, split_words(t)))) for t in texts]


def pad(sequences, T):
    if T < 1:
        raise ValueError("T must be at least 1")
    return keras.utils.pad_sequences(sequences, maxlen=T)
