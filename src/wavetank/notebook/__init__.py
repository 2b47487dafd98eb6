"""
The face in a notebook: `%%flow`, `%flow`, the live card of a flow, completion.

`%load_ext wavetank` starts one engine for the kernel; unloading undoes everything that loading did. The engine's thread
prints nothing and sends only through comms that are ours.
"""
