from __future__ import annotations

import msgspec

from wavetank.model.event import Outcome


class PlainStore:
    """What a store must answer, said with lists and dicts."""

    def __init__(self):
        self.journal = {}
        self.rows = {}
        self.identities = {}
        self.ledger = []
        self.entries = []
        self.revisions = {}
        self.states = {}
        self.windows = {}

    def commit(self, transaction):
        refused = {}
        for creation in transaction.creations:
            self._create(creation, refused)
        for append in transaction.appends:
            if append.execution_id not in refused:
                self.journal[append.execution_id].extend(append.records)
        for summary in transaction.summaries:
            if summary.id not in refused:
                self.rows[summary.id] = summary
        self.ledger += transaction.verdicts
        self.entries += [entry for entry in transaction.logs if entry.execution_id not in refused]
        for one in transaction.flows:
            key = (one.namespace, one.id, one.revision)
            if self.revisions.get(key, one).source == one.source:
                self.revisions[key] = one
        self.states |= {(one.namespace, one.flow_id, one.trigger_id): one for one in transaction.triggers}
        self.windows |= {one.key: one for one in transaction.windows}
        for key in transaction.closed:
            self.windows.pop(key, None)
        return refused

    def _create(self, creation, refused):
        keys = [(one.namespace, one.flow_id, one.trigger_id, one.identity) for one in creation.verdicts]
        earlier = [self.identities[key] for key in keys if key in self.identities]
        if earlier:
            refused[creation.summary.id] = earlier[0]
            self.ledger += [
                msgspec.structs.replace(
                    one, outcome=Outcome.DUPLICATE, execution_id=self.identities.get(key, earlier[0])
                )
                for one, key in zip(creation.verdicts, keys, strict=True)
            ]
            return
        self.identities |= dict.fromkeys(keys, creation.summary.id)
        self.rows[creation.summary.id] = creation.summary
        self.journal[creation.summary.id] = list(creation.append.records)
        self.ledger += creation.verdicts

    def summaries(self, namespace, flow_id, states, limit):
        found = [
            one
            for one in reversed(self.rows.values())
            if namespace in {None, one.namespace}
            and flow_id in {None, one.flow_id}
            and (not states or one.state in states)
        ]
        return found[:limit]

    def verdicts(self, namespace, flow_id, identity, limit):
        found = [
            one
            for one in reversed(self.ledger)
            if namespace in {None, one.namespace}
            and flow_id in {None, one.flow_id}
            and identity in {None, one.identity}
        ]
        return found[:limit]

    def flows(self):
        newest = {}
        for (namespace, flow_id, _), one in sorted(self.revisions.items()):
            newest[namespace, flow_id] = one
        return [one for one in newest.values() if not one.deleted]
