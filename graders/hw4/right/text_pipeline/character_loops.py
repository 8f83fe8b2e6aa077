def split_words(text):
    words, current = [], ""
    for character in text.lower() + " ":
        if character in FILTERS or character == " ":
            if current:
                words.append(current)
            current = ""
        else:
            current += character
    return tuple(words)


def fit_tokenizer(texts):
    if type(texts) is str:
        raise ValueError("give a list of texts")
    counts = {}
    for text in texts:
        for word in split_words(text):
            counts[word] = counts.get(word, 0) + 1
    index = {}
    for word in sorted(counts, key=counts.get, reverse=True):
        index[word] = len(index) + 1
    return index


def texts_to_sequences(texts, word_index):
    if type(texts) is str:
        raise ValueError("give a list of texts")
    result = []
    for text in texts:
        numbers = [word_index.get(word) for word in split_words(text)]
        result.append(np.array([n for n in numbers if n is not None], dtype=int))
    return result


def pad(sequences, T):
    if T <= 0:
        raise ValueError("T must be positive")
    out = np.zeros((len(sequences), T), dtype="int32")
    for i, sequence in enumerate(sequences):
        for j, number in enumerate(reversed(sequence)):
            if j < T:
                out[i, T - 1 - j] = number
    return out
