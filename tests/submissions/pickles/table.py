def table(count):
    return {Evil(): Evil()}
