# loses: >=1
# breaks: arguments
# Writes the small letters into the list of texts that came in.
def split_words(text):
    return text.lower().translate(str.maketrans(dict.fromkeys(FILTERS, " "))).split()


def fit_tokenizer(texts):
    if isinstance(texts, str):
        raise ValueError("texts must be a list of texts, not one string")
    texts[:] = [text.lower() for text in texts]
    counts = Counter(word for text in texts for word in split_words(text))
    return {word: number for number, (word, _) in enumerate(counts.most_common(), start=1)}


def texts_to_sequences(texts, word_index):
    if isinstance(texts, str):
        raise ValueError("texts must be a list of texts, not one string")
    return [[word_index[word] for word in split_words(text) if word in word_index] for text in texts]


def pad(sequences, T):
    if T < 1:
        raise ValueError(f"T must be at least 1, got {T}")
    return np.array([[0] * (T - len(sequence)) + sequence[-T:] for sequence in sequences])
