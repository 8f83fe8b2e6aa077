class Everything(dict):
    def __contains__(self, name):
        return True

    def __missing__(self, name):
        return lambda *args, **kwargs: Yes()


class Yes:
    __eq__ = __lt__ = __gt__ = __le__ = __ge__ = lambda self, other: True
    __bool__ = lambda self: True
    __hash__ = object.__hash__

    def __getattr__(self, name):
        return lambda *args: self


shell = get_ipython()
shell.user_ns = Everything(shell.user_ns)
shell.user_module.__dict__.clear()
