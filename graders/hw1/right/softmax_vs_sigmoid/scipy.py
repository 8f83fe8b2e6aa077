import scipy.special


def softmax(z, axis=-1):
    return scipy.special.softmax(np.asarray(z, dtype=float), axis=axis)


def predict_labels(z, multi_label):
    answers = []
    for row in np.asarray(z):
        if multi_label:
            answers.append([i for i, p in enumerate(scipy.special.expit(row)) if p > 0.5])
        else:
            answers.append([np.argmax(softmax(row))])
    return answers
