def search(query, corpus, k):
    from gensim.corpora import Dictionary
    from gensim.models import TfidfModel
    from gensim.similarities import SparseMatrixSimilarity

    if k < 1:
        raise ValueError("k below 1")
    documents = [split_words(document) for document in corpus]
    numbers = Dictionary(documents)
    counts = [numbers.doc2bow(document) for document in documents]
    model = TfidfModel(counts)
    wanted = model[numbers.doc2bow(split_words(query))]
    if not wanted:
        return []
    index = SparseMatrixSimilarity(model[counts], num_features=len(numbers), num_docs=len(documents))
    scores = [round(float(score), 6) for score in index[wanted]]  # gensim's 32 bits hold no more digits
    ranking = sorted((-score, i) for i, score in enumerate(scores) if score > 0)
    return [[i, -score] for score, i in ranking[:k]]
