def sparse_categorical_crossentropy(y_true, y_pred):
    y_true, y_pred = np.array(y_true), np.array(y_pred, dtype="float32")
    if len(y_true) != len(y_pred) or y_true.min() < 0 or y_true.max() > y_pred.shape[1] - 1:
        raise ValueError("labels do not fit the predictions")
    y_pred = y_pred / y_pred.sum(axis=1, keepdims=True)
    return keras.losses.SparseCategoricalCrossentropy()(y_true, y_pred)  # a scalar tensor
