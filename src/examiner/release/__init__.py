"""From a master notebook to the edition that students get."""
