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
