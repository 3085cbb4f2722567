/** What waited to be sent when the outbox became one table still waits, once. */
import "#tests/support/environment.ts";
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { cpSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import pg from "pg";
import { testFolder, testServerUrl, withDatabase } from "#tests/support/environment.ts";
import { migrate } from "../../bin/steps/migrate.ts";

const MIGRATIONS = new URL("../../prisma/migrations", import.meta.url).pathname;
const OUTBOX = "0011_outbox";
const name = `outbox_${randomBytes(6).toString("hex")}`;
const url = withDatabase(testServerUrl, name);
const server = new pg.Pool({ connectionString: testServerUrl, max: 1 });
let database: pg.Client;

const uuid = (n: number) => `0198c000-0000-7000-8000-${String(n).padStart(12, "0")}`;
const [ORGANISATION, USER, INVITATION, ALERT, TOLD_ALERT] = [1, 2, 3, 4, 5].map(uuid);

before(async () => {
  await server.query(`CREATE DATABASE ${name}`);
  const directory = mkdtempSync(join(testFolder, "migrations-"));
  cpSync(MIGRATIONS, directory, { recursive: true });
  for (const folder of readdirSync(directory))
    if (folder >= OUTBOX && /^\d/.test(folder)) rmSync(join(directory, folder), { recursive: true });
  await migrate({ url, directory });
  database = new pg.Client({ connectionString: url });
  await database.connect();
  await database.query(`
    INSERT INTO ledger (name, origin, empty_checkpoint) VALUES ('main', 'example.org/ledger/main', '');
    INSERT INTO organisation (id, name, ledger, keep_content, public_lookup) VALUES ('${ORGANISATION}', 'Bank', 'main', true, true);
    INSERT INTO user_account (id, email, name, password_hash) VALUES ('${USER}', 'a@example.org', 'A', 'x');
    INSERT INTO invitation (id, organisation_id, email, role, locale, invited_by, expires_at)
      VALUES ('${INVITATION}', '${ORGANISATION}', 'b@example.org', 'auditor', 'zh-CN', '${USER}', '2031-01-01T00:00:00Z');
    INSERT INTO mail (id, kind, organisation_id, invitation_id, alert_batch, recipient, locale, created_at, attempts, next_attempt_at, sent_at, failure) VALUES
      ('${uuid(11)}', 'invitation', '${ORGANISATION}', '${INVITATION}', NULL, 'b@example.org', 'zh-CN', '2030-01-01T00:00:00Z', 3, '2030-01-02T00:00:00Z', NULL, 'refused'),
      ('${uuid(12)}', 'reset', NULL, NULL, NULL, 'c@example.org', 'en', '2030-01-01T00:00:00Z', 0, '2030-01-01T00:00:00Z', NULL, NULL),
      ('${uuid(13)}', 'alerts', '${ORGANISATION}', NULL, '${uuid(14)}', 'a@example.org', 'en', '2030-01-01T00:00:00Z', 1, NULL, '2030-01-01T00:01:00Z', NULL);
    INSERT INTO alert (id, kind, subject, details, resolved_at) VALUES
      ('${ALERT}', 'disk_filling', 'x', '{}', now()), ('${TOLD_ALERT}', 'disk_filling', 'y', '{}', NULL);
    INSERT INTO alert_notice (alert_id, event, channel, attempts, next_attempt_at, sent_at, failure, batch) VALUES
      ('${ALERT}', 'opened', 'webhook', 2, now(), NULL, 'status: HTTP 503', NULL),
      ('${ALERT}', 'resolved', 'webhook', 0, now(), NULL, NULL, NULL),
      ('${ALERT}', 'opened', 'mail', 0, now(), NULL, NULL, NULL),
      ('${TOLD_ALERT}', 'opened', 'webhook', 1, NULL, now(), NULL, NULL),
      ('${TOLD_ALERT}', 'opened', 'mail', 0, NULL, now(), NULL, '${uuid(14)}')`);
  await migrate({ url, directory: MIGRATIONS });
});
after(async () => {
  await database.end();
  await server.query(`DROP DATABASE ${name} WITH (FORCE)`);
  await server.end();
});

test("letters keep their place, their attempts and the time after which they are of no use", async () => {
  const { rows } = await database.query(
    `SELECT id, kind, subject, recipient, locale, attempts, failure, sent_at IS NOT NULL AS sent,
       next_attempt_at IS NOT NULL AS waiting, extract(epoch FROM expires_at - '2030-01-01T00:00:00Z')::integer / 3600 AS hours
     FROM outbox_item WHERE channel = 'mail' ORDER BY number`,
  );
  const facts = rows.map((row) => Object.values(row));
  assert.deepEqual(facts, [
    [uuid(11), "invitation", INVITATION, "b@example.org", "zh-CN", 3, "refused", false, true, 365 * 24],
    [uuid(12), "reset", null, "c@example.org", "en", 0, null, false, true, 1],
    [uuid(13), "alerts", uuid(14), "a@example.org", "en", 1, null, true, false, 24],
  ]);
});

test("what a program has not taken yet is tried on; what nobody was told of is still to be told, and nothing twice", async () => {
  const { rows } = await database.query(
    "SELECT kind, subject, attempts, failure FROM outbox_item WHERE channel = 'webhook' ORDER BY number",
  );
  assert.deepEqual(rows, [{ kind: "alert.raised", subject: ALERT, attempts: 2, failure: "status: HTTP 503" }]);
  const notices = await database.query("SELECT alert_id, event, channel FROM alert_notice ORDER BY 1, 2, 3");
  assert.deepEqual(
    notices.rows.map((row) => Object.values(row)),
    [
      [ALERT, "opened", "webhook"],
      [TOLD_ALERT, "opened", "mail"],
      [TOLD_ALERT, "opened", "webhook"],
    ],
  );
});
