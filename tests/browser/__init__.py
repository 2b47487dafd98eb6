"""
A package, unlike the other test folders, so that a fixture can end with it: while Playwright is open, the main thread
has a running asyncio loop, and no test of another folder could start one.
"""
