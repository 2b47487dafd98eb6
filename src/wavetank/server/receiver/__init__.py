"""
`wavetank.receiver: process`: webhooks and brokers are listened to in a child process.

A cell that sits in one long call of a library written in C holds Python's lock for seconds, and nothing in its process
gets on. The child (`__main__.py`, `post.py`) receives events, has them on disk in an inbox (`inbox.py`), and
acknowledges them; the engine (`outpost.py`, `drain.py`) takes them from there whenever it gets to it, by the way that
all events go.
"""
