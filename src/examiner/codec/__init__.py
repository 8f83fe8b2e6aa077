"""Values across the wall: plain data as a header and buffers, never a pickle.

The one room that both sides load. The jail shows it and ``kernels/inside``, and nothing else of ours.
"""

from .checks import class_names
from .exact import is_exact
from .wire import (
    CodecError,
    CodecLimits,
    MalformedValue,
    References,
    TooLarge,
    Unencodable,
    decode,
    encode,
)

__all__ = [
    "CodecError",
    "CodecLimits",
    "MalformedValue",
    "References",
    "TooLarge",
    "Unencodable",
    "class_names",
    "decode",
    "encode",
    "is_exact",
]
