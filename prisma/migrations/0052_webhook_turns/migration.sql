-- Recipients of webhooks have their turns: the next message of each is found, however much waits for another.
CREATE INDEX outbox_item_turn_idx ON outbox_item (recipient, next_attempt_at, number) WHERE channel = 'webhook' AND next_attempt_at IS NOT NULL;
