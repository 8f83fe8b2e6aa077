def build_q_network(n_features, n_actions):
    assert type(n_features) is int and type(n_actions) is int and min(n_features, n_actions) > 0
    states = keras.Input((n_features,))
    hidden = keras.layers.Dense(40, activation="swish")(states)
    values = keras.layers.Dense(1)(hidden)
    advantages = keras.layers.Dense(n_actions)(hidden)
    return keras.Model(states, values + advantages)


def dqn_targets(batch, target_net, gamma):
    assert type(batch) is tuple and callable(target_net) and 0 <= gamma < 1
    assert all(isinstance(column, np.ndarray | list) for column in batch)
    states, actions, rewards, next_states, dones = map(np.array, batch)
    assert states.ndim == 2 and states.shape == next_states.shape and states.dtype.kind == next_states.dtype.kind == "f"
    assert actions.shape == rewards.shape == dones.shape == (len(states),)
    assert actions.dtype.kind == "i" and rewards.dtype.kind == "f" and dones.dtype == bool and actions.min() >= 0
    future = tf.reduce_max(tf.convert_to_tensor(target_net(next_states)), axis=1).numpy()
    y = rewards.copy()
    y[~dones] += gamma * future[~dones]
    return y


def train_dqn(env, gamma=0.9, seed=0):
    assert isinstance(env, gym.Env) and isinstance(env.action_space, gym.spaces.Discrete) and env.action_space.start == 0
    assert env.observation_space.shape == (6,) and type(seed) is int and 0 <= gamma < 1
    keras.utils.set_random_seed(seed)
    env.action_space.seed(seed)
    env.reset(seed=seed)
    steps, over = [], True
    for _ in range(4500):
        if over:
            state, _ = env.reset()
        action = int(env.action_space.sample())
        after, reward, terminated, truncated, _ = env.step(action)
        assert after.shape == state.shape and type(terminated) is type(truncated) is bool and type(reward) is float
        steps.append((state, action, reward, after, terminated))
        state, over = after, terminated or truncated
    batch = tuple(np.array(column) for column in zip(*steps, strict=True))
    online, target = (build_q_network(6, int(env.action_space.n)) for _ in range(2))
    optimizer = keras.optimizers.Adam(keras.optimizers.schedules.PolynomialDecay(0.01, 900, 0.0003))
    optimizer.build(online.trainable_variables)
    taken = tf.one_hot(batch[1], int(env.action_space.n))

    @tf.function
    def fit(states, chosen, y):
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean(tf.square(tf.reduce_sum(online(states) * chosen, axis=1) - y))
        optimizer.apply_gradients(zip(tape.gradient(loss, online.trainable_variables), online.trainable_variables))

    rng = np.random.default_rng(seed)
    for _ in range(30):
        target.set_weights(online.get_weights())
        y = dqn_targets(batch, target, gamma).astype("float32")
        for rows in rng.permutation(len(y))[: 30 * 128].reshape(30, 128):
            fit(batch[0][rows], tf.gather(taken, rows), y[rows])
    table = {}

    def policy(state):
        assert isinstance(state, np.ndarray) and state.shape == (6,) and set(state.tolist()) <= {0.0, 1.0}
        key = tuple(state.tolist())
        if key not in table:
            table[key] = int(np.argmax(online(np.array([key], dtype="float32"))))
        return table[key]

    return policy
