import logging
import os
import sys
import warnings

warnings.simplefilter("always")
warnings.warn("this will change", DeprecationWarning)
logging.basicConfig(level=logging.DEBUG)
logging.warning("starting")
print("I tensorflow/core: This binary is optimised", file=sys.stderr)
os.write(2, b"E0000 Unable to register cuFFT factory\n")


def total(numbers):
    warnings.warn("slow path", RuntimeWarning)
    print("adding", file=sys.stderr)
    logging.info("adding")
    return sum(numbers)
