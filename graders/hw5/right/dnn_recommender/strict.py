def average_rating(items, ratings, train, n_items, prior=0.0):
    assert all(isinstance(column, np.ndarray | list) for column in (items, ratings, train))
    assert isinstance(n_items, int) and np.ndim(prior) == 0 and prior >= 0
    items, ratings, train = np.array(items), np.array(ratings, dtype=float), np.array(train)
    assert items.ndim == ratings.ndim == train.ndim == 1 and items.dtype.kind == "i" and train.dtype == bool
    assert 0 <= items.min() and items.max() < n_items and 0.5 <= ratings.min() and ratings.max() <= 5
    if not len(items) == len(ratings) == len(train) or not any(train):
        raise ValueError("lengths differ, or no row for training")
    which, known = items[train], ratings[train]
    mine = which == np.arange(n_items)[:, None]  # (film, row)
    g, counts, sums = known.mean(), mine.sum(axis=1), (mine * known).sum(axis=1)
    with np.errstate(invalid="ignore"):
        return np.where(counts > 0, (sums + prior * g) / (counts + prior), g)


def build_recommender(n_users, n_items, n_genres, dim=8):
    assert all(type(n) is int and n > 0 for n in (n_users, n_items, n_genres)) and dim == 8
    penalty = {"embeddings_regularizer": keras.regularizers.L2(1e-3)}
    sizes = {"user": (), "item": (), "genres": (n_genres,), "year": (1,), "average": (1,)}
    given = {
        name: keras.Input(size, name=name, dtype="float32" if size else "int32") for name, size in sizes.items()
    }
    facts = keras.layers.concatenate([given["genres"], given["year"], given["average"]])
    wide = keras.layers.Dense(48, activation="relu")(facts)
    film = keras.layers.Embedding(n_items, dim, **penalty)(given["item"]) + keras.layers.Dense(dim)(wide)
    taste = keras.layers.Embedding(n_users, dim, **penalty)(given["user"])
    levels = [keras.layers.Embedding(n, 1, **penalty)(given[name]) for name, n in (("user", n_users), ("item", n_items))]
    facts = keras.layers.Dense(1, bias_initializer=keras.initializers.Constant(3.5))(keras.layers.concatenate([wide, facts]))
    model = keras.Model(given, keras.ops.sum(film * taste, axis=1, keepdims=True) + levels[0] + levels[1] + facts)
    model.compile(optimizer=keras.optimizers.Adam(0.006), loss="mean_squared_error")
    return model


def train_recommender(model, inputs, ratings):
    assert isinstance(model, keras.Model) and set(inputs) == {"user", "item", "genres", "year", "average"}
    shapes = {name: np.shape(values) for name, values in inputs.items()}
    n = len(ratings)
    assert shapes["user"] == shapes["item"] == np.shape(ratings) == (n,) and shapes["genres"][:1] == (n,)
    assert shapes["year"] == shapes["average"] == (n, 1) and isinstance(ratings, np.ndarray)
    assert all(inputs[name].dtype.kind == "i" for name in ("user", "item"))
    assert all(inputs[name].dtype.kind == "f" for name in ("genres", "year", "average"))
    assert set(np.unique(inputs["genres"]).tolist()) <= {0.0, 1.0} and 0.5 <= ratings.min() and ratings.max() <= 5
    return model.fit(inputs, ratings, epochs=13, batch_size=64, verbose=0)
