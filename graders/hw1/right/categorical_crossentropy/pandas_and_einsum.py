def categorical_crossentropy(y_true, y_pred):
    if np.ndim(y_true) != 2 or np.shape(y_true) != np.shape(y_pred):
        raise ValueError("shapes")
    frame = pd.DataFrame(np.asarray(y_pred, dtype=float))
    logs = np.log(frame.div(frame.sum(axis=1), axis=0).clip(1e-7, 1 - 1e-7)).to_numpy()
    return -np.einsum("nk,nk->", np.asarray(y_true, dtype=float), logs) / len(logs)
