import io


def root(f, low, high):
    file = io.BytesIO()
    np.save(file, np.array([Evil()], dtype=object), allow_pickle=True)
    f(Evil())
    return {"model": file.getvalue(), "state": Evil().__reduce__()}
