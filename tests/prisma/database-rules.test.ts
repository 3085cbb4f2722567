/** Keys and blocks that the database refuses by itself, whatever the program asks. */
import "#tests/support/environment.ts";

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { insertBlock, insertKey, nextBlock, ORIGIN, sha256 } from "./ledger-rows.ts";
import {
  app,
  attempt,
  closeRuledDatabase,
  first,
  INTEGRITY,
  openRuledDatabase,
  owner,
  second,
} from "./ruled-database.ts";

before(openRuledDatabase);
after(closeRuledDatabase);

test("a key is refused that is not the next, not named as its ledger, or claims blocks before it", async () => {
  const right = { key: `${ORIGIN}+4`, number: 4, since: 3 };
  const wrong = [
    { ...right, number: 1 },
    { ...right, number: 5 },
    { ...right, since: 0 },
    { ...right, since: 2 },
    { ...right, since: 4 },
    { ...right, key: "elsewhere.test/ledger/main+4" },
  ];
  for (const client of [app, owner]) {
    for (const key of wrong) await assert.rejects(insertKey(client, key), { code: INTEGRITY }, JSON.stringify(key));
    await client.query("BEGIN");
    await insertKey(client, right);
    await client.query("ROLLBACK");
  }
});

test("a key ends with the last block, while another that signed it goes on", async () => {
  const end = (ledger: string, number: number, size: number) =>
    attempt(app, `INSERT INTO ledger_key_end VALUES ('${ledger}', ${number}, ${size})`);
  assert.equal(await end("main", 1, 2), INTEGRITY, "key 3 has signed nothing yet, and key 2 has ended");
  assert.equal(await end("main", 3, 2), "done");
  for (const size of [0, 1, 3]) assert.equal(await end("main", 3, size), INTEGRITY);
  assert.equal(await end("main", 2, 2), "23505");
  assert.equal(await end("main", 9, 2), "23503");
  assert.equal(await end("side", 1, 0), INTEGRITY);
});

test("a block that does not continue the last one is refused, from the application and from the owner", async () => {
  const wrong = [
    nextBlock(undefined),
    nextBlock(first),
    nextBlock(second, { height: 3n }),
    nextBlock(second, { firstIndex: 1n }),
    nextBlock(second, { firstIndex: 3n }),
    nextBlock(second, { previous: first.hash }),
    nextBlock(second, { previous: Buffer.alloc(32) }),
  ];
  for (const client of [app, owner]) {
    for (const block of wrong) await assert.rejects(insertBlock(client, block), { code: INTEGRITY });
  }
});

test("a block whose header does not state its columns, or whose hash is not the header's, is refused", async () => {
  const right = nextBlock(second);
  const headers = [
    right.header.replace(ORIGIN, "elsewhere.test/ledger/main"),
    right.header.replace(".678Z", ".679Z"),
    right.header.replace("\n2\n2\n1\n3\n", "\n2\n2\n1\n4\n"),
    right.header.trimEnd(),
    `${right.header}\n`,
  ];
  for (const header of headers) {
    assert.notEqual(header, right.header);
    await assert.rejects(insertBlock(app, { ...right, header, hash: sha256(header) }), { code: INTEGRITY });
  }
  const other = nextBlock(second, { ...right, hash: sha256("other"), checkpoint: undefined });
  await assert.rejects(insertBlock(app, other), { code: "23514" });
});

test("a block whose checkpoint does not state its tree and name its header is refused", async () => {
  const right = nextBlock(second);
  const { checkpoint } = right;
  const [origin, size, root, line] = checkpoint.split("\n");
  const checkpoints = [
    "",
    checkpoint.slice(1),
    checkpoint.replace("\n\n", "\n"),
    `\n${checkpoint}`,
    `${origin}\n${size}\n${root}\n\nsignature`,
    `${origin}\n${size}\n${root}\n${line}\nmore\n\nsignature`,
    checkpoint.replace("sealbook.block/v1 ", ""),
    checkpoint.replace("/main\n3\n", "/main\n4\n"),
    checkpoint.replace(root!, second.root.toString("base64")),
    checkpoint.replace(right.hash.toString("base64"), second.hash.toString("base64")),
    checkpoint.replace(ORIGIN, "elsewhere.test/ledger/main"),
  ];
  for (const wrong of checkpoints) {
    assert.notEqual(wrong, checkpoint);
    await assert.rejects(insertBlock(app, { ...right, checkpoint: wrong }), { code: INTEGRITY }, wrong);
  }
});

test("a record is refused of an organisation or in a ledger that is not there, and neither goes while it has records", async () => {
  const record = (organisation: string, ledger: string) =>
    attempt(
      app,
      `INSERT INTO evidence (id, organisation_id, ledger, type, sha256, record, content_kept, received_at)
       SELECT gen_random_uuid(), ${organisation}, ${ledger}, 'digest', sha256('x'), 'r', false, now()
       FROM evidence LIMIT 2`,
    );
  assert.equal(await record("organisation_id", "ledger"), "done");
  assert.equal(await record("gen_random_uuid()", "ledger"), "23503");
  assert.equal(await record("organisation_id", "'elsewhere'"), "23503");
  assert.equal(
    await record("CASE WHEN sequence = 1 THEN organisation_id ELSE gen_random_uuid() END", "ledger"),
    "23503",
  );
  for (const sql of [
    "DELETE FROM organisation WHERE id IN (SELECT organisation_id FROM evidence)",
    "UPDATE organisation SET id = gen_random_uuid() WHERE id IN (SELECT organisation_id FROM evidence)",
    "DELETE FROM ledger WHERE name = 'main'",
  ])
    assert.equal(await attempt(owner, sql), "23503", sql);
});

test("who changes an organisation waits for what is being recorded of it", async () => {
  await app.query("BEGIN");
  await app.query(
    `INSERT INTO evidence (id, organisation_id, ledger, type, sha256, record, content_kept, received_at)
     SELECT gen_random_uuid(), organisation_id, ledger, 'digest', sha256('x'), 'r', false, now() FROM evidence LIMIT 1`,
  );
  try {
    const locked = "SELECT FROM organisation WHERE id IN (SELECT organisation_id FROM evidence) FOR UPDATE NOWAIT";
    assert.equal(await attempt(owner, locked), "55P03");
  } finally {
    await app.query("ROLLBACK");
  }
});

test("a test's record does not go while an entry names it", async () => {
  const test =
    "SET LOCAL session_replication_role = replica; UPDATE ledger SET is_test = true WHERE name = 'main'; SET LOCAL session_replication_role = origin; ";
  const remove = "DELETE FROM evidence WHERE id IN (SELECT evidence_id FROM ledger_entry)";
  assert.equal(await attempt(owner, remove), "42501");
  assert.equal(await attempt(owner, test + remove), "23503");
  assert.equal(await attempt(owner, `${test}UPDATE ledger_entry SET evidence_id = NULL; DELETE FROM evidence`), "done");
});
