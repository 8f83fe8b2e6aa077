def average_rating(items, ratings, train, n_items, prior=0.0):
    if not (len(items) == len(ratings) == len(train)):
        raise ValueError("lengths differ")
    table = pd.DataFrame({"item": items, "rating": np.array(ratings, float)})[np.array(train, bool)]
    if table.empty:
        raise ValueError("no training rows")
    mean = table["rating"].mean()
    groups = table.groupby("item")["rating"]
    found = (groups.sum() + prior * mean) / (groups.count() + prior)
    return found.reindex(range(n_items)).fillna(mean).tolist()


def build_recommender(n_users, n_items, n_genres, dim=8):
    L, l2 = keras.layers, keras.regularizers.L2(1e-3)
    inputs = {"user": keras.Input((), name="user", dtype="int32"), "item": keras.Input((), name="item", dtype="int32")}
    for name, size in (("genres", n_genres), ("year", 1), ("average", 1)):
        inputs[name] = keras.Input((size,), name=name)
    u = L.Embedding(n_users, 10, embeddings_regularizer=l2)(inputs["user"])
    m = L.Embedding(n_items, 10, embeddings_regularizer=l2)(inputs["item"])
    content = L.Concatenate()([inputs["genres"], inputs["year"], inputs["average"]])
    tower = L.Dense(10)(L.Dense(40, activation="tanh")(content)) + m
    bias = L.Embedding(n_users, 1, embeddings_regularizer=l2)(inputs["user"])
    deep = L.Dense(1)(L.Dense(24, activation="relu")(L.Concatenate()([content, m])))
    out = L.Dot(axes=1)([u, tower]) + bias + deep
    model = keras.Model(inputs, out)
    model.compile(optimizer=keras.optimizers.Adam(0.006), loss="mean_squared_error")
    return model


def train_recommender(model, inputs, ratings):
    return model.fit(inputs, np.array(ratings, "float32"), epochs=16, batch_size=64, verbose=0)
