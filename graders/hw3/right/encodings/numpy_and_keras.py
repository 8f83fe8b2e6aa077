def vocabulary(corpus):
    everything = [word for document in corpus for word in split_words(document)]
    distinct = np.unique(np.array(everything, dtype=str))
    return dict(zip(distinct.tolist(), range(len(distinct))))


def label_encode(document, vocab):
    return np.fromiter((vocab.get(w, -1) for w in split_words(document)), dtype=np.int32)


def one_hot(document, vocab):
    # one more class for the unknown words, cut off in the end
    labels = label_encode(document, vocab)
    return keras.utils.to_categorical(np.where(labels < 0, len(vocab), labels), len(vocab) + 1)[:, :-1]
