"""Fork server, the box around a kernel, Jupyter provisioner, and what runs inside."""
