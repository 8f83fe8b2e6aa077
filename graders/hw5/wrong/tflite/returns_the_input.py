# loses: 4
# breaks: predictions
# reads the input tensor
def to_tflite(model):
    return tf.lite.TFLiteConverter.from_keras_model(model).convert()


def run_tflite(data, x):
    x = np.asarray(x, dtype="float32")
    interpreter = Interpreter(model_content=data)
    source, result = interpreter.get_input_details()[0]["index"], interpreter.get_output_details()[0]["index"]
    interpreter.resize_tensor_input(source, x.shape)
    interpreter.allocate_tensors()
    interpreter.set_tensor(source, x)
    interpreter.invoke()
    return interpreter.get_tensor(source)
