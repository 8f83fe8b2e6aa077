# loses: 4
# breaks: file
# saves a Keras file
import tempfile
from pathlib import Path


def to_tflite(model):
    with tempfile.TemporaryDirectory() as folder:
        model.save(Path(folder) / "model.keras")
        return (Path(folder) / "model.keras").read_bytes()


def run_tflite(data, x):
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "model.keras").write_bytes(data)
        return keras.models.load_model(Path(folder) / "model.keras").predict(np.asarray(x), verbose=0)
