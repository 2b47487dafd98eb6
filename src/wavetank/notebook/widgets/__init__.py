"""What lives in a page: a widget shows markup that Python drew, and is replaced by that markup when it ends."""
