-- When a batch last asked for approval: what is approved is what was looked at, not what was put in its place meanwhile.
ALTER TABLE certificate_batch ADD submitted_at timestamptz(3);
UPDATE certificate_batch SET submitted_at = now() WHERE state = 'submitted';
