# loses: >=6
# breaks: linear-output
# puts a softmax at the end
def build_q_network(n_features, n_actions):
    return keras.Sequential(
        [
            keras.Input((n_features,)),
            keras.layers.Dense(32, activation="relu"),
            keras.layers.Dense(n_actions, activation="softmax"),
        ]
    )


def dqn_targets(batch, target_net, gamma):
    _, _, rewards, next_states, dones = batch
    next_values = np.max(target_net(np.asarray(next_states, dtype=float)), axis=1)
    return np.asarray(rewards, dtype=float) + gamma * np.where(dones, 0.0, next_values)


def train_dqn(env, gamma=0.9, seed=0):
    keras.utils.set_random_seed(seed)
    rng = np.random.default_rng(seed)
    n_features, n_actions = env.observation_space.shape[0], int(env.action_space.n)
    online, target = (build_q_network(n_features, n_actions) for _ in range(2))
    optimizer = keras.optimizers.Adam(keras.optimizers.schedules.CosineDecay(0.01, 50 * 40))

    @tf.function
    def best_action(state):
        return tf.argmax(online(state[None])[0])

    @tf.function
    def learn(states, actions, targets):
        with tf.GradientTape() as tape:
            chosen = tf.gather(online(states), actions, batch_dims=1)
            loss = tf.reduce_mean((targets - chosen) ** 2)
        optimizer.apply(tape.gradient(loss, online.trainable_variables), online.trainable_variables)

    memory = []
    state, _ = env.reset(seed=seed)
    for eps in np.linspace(1.0, 0.2, 50):
        for _ in range(100):
            action = int(rng.integers(n_actions) if rng.random() < eps else best_action(state))
            next_state, reward, terminated, truncated, _ = env.step(action)
            memory.append((state, action, reward, next_state, terminated))
            state = env.reset()[0] if terminated or truncated else next_state
        target.set_weights(online.get_weights())
        rows = rng.integers(len(memory), size=40 * 128)
        batch = [np.array(column) for column in zip(*(memory[i] for i in rows), strict=True)]
        targets = dqn_targets(batch, target, gamma).astype("float32")
        for part in np.split(np.arange(len(rows)), 40):
            learn(batch[0][part], batch[1][part], targets[part])
    return lambda state: int(best_action(np.asarray(state, dtype="float32")))
