# loses: 1
# breaks: lists
# takes arrays only
def average_rating(items, ratings, train, n_items, prior=0.0):
    if not items.shape == ratings.shape == train.shape:
        raise ValueError("items, ratings and train must have the same length")
    if not train.any():
        raise ValueError("there is no training row")
    overall = ratings[train].mean()
    total = np.bincount(items[train], ratings[train] - overall, minlength=n_items)
    count = np.bincount(items[train], minlength=n_items)
    return overall + total / np.where(count == 0, 1, count + prior)


def build_recommender(n_users, n_items, n_genres, dim=8):
    layers = keras.layers

    def embedding(n, length):
        return layers.Embedding(n, length, embeddings_regularizer=keras.regularizers.L2(1e-3))

    user = keras.Input((), dtype="int32", name="user")
    item = keras.Input((), dtype="int32", name="item")
    genres = keras.Input((n_genres,), name="genres")
    year = keras.Input((1,), name="year")
    average = keras.Input((1,), name="average")
    facts = layers.Concatenate()([genres, year, average])
    content = layers.Dense(32, activation="relu")(facts)
    film = layers.Add()([embedding(n_items, dim)(item), layers.Dense(dim)(content)])
    match = layers.Dot(axes=1)([embedding(n_users, dim)(user), film])
    level = layers.Dense(1, name="level")(layers.Concatenate()([content, facts]))
    rating = layers.Add()([match, embedding(n_users, 1)(user), embedding(n_items, 1)(item), level])
    model = keras.Model([user, item, genres, year, average], rating)
    model.compile(optimizer=keras.optimizers.Adam(0.007), loss="mse")
    return model


def train_recommender(model, inputs, ratings):
    model.get_layer("level").bias.assign([np.mean(ratings)])
    return model.fit(inputs, ratings, epochs=12, batch_size=64, verbose=0)
