def average_rating(items, ratings, train, n_items, prior=0.0):
    if len(items) != len(ratings) or len(items) != len(train):
        raise ValueError("lengths differ")
    rows = [(int(i), float(r)) for i, r, t in zip(items, ratings, train) if t]
    if not rows:
        raise ValueError("nothing to train on")
    g = sum(r for _, r in rows) / len(rows)
    total, count = [prior * g] * n_items, [0] * n_items
    for i, r in rows:
        total[i] += r
        count[i] += 1
    return [t / (c + prior) if c else g for t, c in zip(total, count)]


def build_recommender(n_users, n_items, n_genres, dim=8):
    user = keras.Input((1,), dtype="int32", name="user")
    item = keras.Input((1,), dtype="int32", name="item")
    genres, year, average = (keras.Input((n,), name=s) for n, s in ((n_genres, "genres"), (1, "year"), (1, "average")))

    def look_up(n, d, x):
        table = keras.layers.Embedding(n, d, embeddings_regularizer=keras.regularizers.L2(1e-3))
        return keras.layers.Flatten()(table(x))

    facts = keras.layers.Concatenate()([genres, year, year * year, average])
    film = keras.layers.Dense(dim)(facts) + look_up(n_items, dim, item)
    both = look_up(n_users, dim, user) * film
    everything = keras.layers.Concatenate()([both, look_up(n_users, 1, user), look_up(n_items, 1, item), facts])
    model = keras.Model([user, item, genres, year, average], keras.layers.Dense(1)(everything))
    model.compile(optimizer=keras.optimizers.Adam(0.008), loss="mse")
    return model


def train_recommender(model, inputs, ratings):
    return model.fit(inputs, ratings, epochs=15, batch_size=64, verbose=0)
