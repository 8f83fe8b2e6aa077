import random


def build_q_network(n_features, n_actions):
    inputs = keras.Input(shape=(n_features,))
    hidden = keras.layers.Dense(24, activation="tanh")(inputs)
    hidden = keras.layers.Dense(24, activation="tanh")(hidden)
    return keras.Model(inputs, keras.layers.Dense(n_actions, activation="linear")(hidden))


def dqn_targets(batch, target_net, gamma):
    states, actions, rewards, next_states, dones = batch
    q = np.array(target_net(np.array(next_states)))
    return [r if done else r + gamma * row.max() for r, row, done in zip(rewards, q, dones)]


def train_dqn(env, gamma=0.9, seed=0):
    random.seed(seed)
    np.random.seed(seed)
    tf.random.set_seed(seed)
    actions = int(env.action_space.n)
    model = build_q_network(env.observation_space.shape[0], actions)
    frozen = keras.models.clone_model(model)
    model.compile(optimizer=keras.optimizers.Adam(0.01), loss="mse")
    steps = []
    state, _ = env.reset(seed=seed)
    for _ in range(6000):
        action = random.randrange(actions)
        following, reward, terminated, truncated, _ = env.step(action)
        steps.append((state, action, reward, following, terminated))
        state = following
        if terminated or truncated:
            state, _ = env.reset()
    s, a, r, s2, d = (np.array(column) for column in zip(*steps))
    for round_ in range(30):
        frozen.set_weights(model.get_weights())
        if round_ == 20:
            model.optimizer.learning_rate = 0.002
        q = model.predict(s, verbose=0, batch_size=2000)
        q[np.arange(len(s)), a] = dqn_targets((s, a, r, s2, d), frozen, gamma)
        model.fit(s, q, epochs=2, batch_size=256, verbose=0)

    def policy(state):
        return np.argmax(model(np.asarray(state, dtype=np.float32).reshape(1, -1)).numpy()[0])

    return policy
