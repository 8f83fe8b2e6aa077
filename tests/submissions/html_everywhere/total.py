import warnings

from IPython.display import HTML, SVG, Javascript, Latex, Markdown, display

less = chr(60)
EVIL = f"{less}script>steal(){less}/script>{less}img src=x onerror=steal()>{less}svg onload=steal()>{less}iframe srcdoc=x>"
display(HTML(EVIL), Javascript("steal()"), Markdown(EVIL), Latex(EVIL), SVG(data=f"{less}svg onload=steal()>{less}/svg>"))
display({"text/html": EVIL, "image/svg+xml": EVIL, "application/javascript": "steal()"}, raw=True)
display({"text/html": f"{less}a href=" + "java" + f"script:steal()>x{less}/a>", "text/plain": EVIL}, raw=True)
print(EVIL, "\x1b]8;;java" + "script:steal()\x07link\x1b]8;;\x07")


def total(numbers):
    warnings.warn(EVIL)
    return EVIL


total.__doc__ = EVIL
