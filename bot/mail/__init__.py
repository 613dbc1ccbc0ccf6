"""From a platform's event to a delivered reply: the durable inbox, the control lane, the ledger."""
