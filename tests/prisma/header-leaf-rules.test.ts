/** A ledger of format 2: a block that is not closed by its own header as a leaf is refused by the database itself. */
import "#tests/support/environment.ts";

import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { after, before, test } from "node:test";
import { insertEvidence, sha256 } from "./ledger-rows.ts";
import { app, closeRuledDatabase, INTEGRITY, openRuledDatabase } from "./ruled-database.ts";

const ORIGIN = "sealbook.test/ledger/tree";
const [ROOT, ROOT_BEFORE] = [randomBytes(32), randomBytes(32)];
const PREVIOUS = Buffer.alloc(32);
const TIME = "2026-01-02T03:04:05.678Z";
const TREE = `${ORIGIN}\n3\n${ROOT.toString("base64")}\n`;
const HEADER = `sealbook.block/v2\n${ORIGIN}\n0\n0\n2\n2\n${ROOT_BEFORE.toString("base64")}\n${TIME}\n${PREVIOUS.toString("base64")}\n`;

let organisationId: string;

before(async () => {
  organisationId = await openRuledDatabase();
  await app.query("INSERT INTO ledger (name, origin, format, empty_checkpoint) VALUES ('tree', $1, 2, 'c')", [ORIGIN]);
});
after(closeRuledDatabase);

const leafOf = (entry: string): Buffer => sha256(`\0${entry}`);

/** A block of two records and its header, with one thing that is not so; undone in any case. */
async function append({
  header = HEADER,
  leaf = header,
  leafHash = leafOf(leaf),
  leafIndex = 2,
  hasLeaf = true,
  hasEvidence = false,
  leafCount = 2,
  treeSize = 3,
  checkpoint = `${TREE}\nsignature`,
  ledger = "tree",
  records = 2,
}: {
  header?: string;
  leaf?: string;
  leafHash?: Buffer;
  leafIndex?: number;
  hasLeaf?: boolean;
  hasEvidence?: boolean;
  leafCount?: number;
  treeSize?: number;
  checkpoint?: string;
  ledger?: string;
  records?: number;
} = {}): Promise<void> {
  const entry = (index: number, evidenceId: string | null, bytes: string, hash: Buffer) =>
    app.query("INSERT INTO ledger_entry VALUES ($1, $2, $3, $4, $5, 0)", [ledger, index, evidenceId, bytes, hash]);
  const evidence = () => insertEvidence(app, { organisationId, ledger });
  await app.query("BEGIN");
  try {
    for (let index = 0; index < records; index++) await entry(index, await evidence(), "e", sha256(`${index}`));
    if (hasLeaf) await entry(leafIndex, hasEvidence ? await evidence() : null, leaf, leafHash);
    await app.query(
      `INSERT INTO ledger_block
         (ledger, height, first_index, leaf_count, tree_size, root, previous, time, header, hash, checkpoint)
       VALUES ($1, 0, 0, $2, $3, $4, $5, $6, $7, sha256($7), $8)`,
      [ledger, leafCount, treeSize, ROOT, PREVIOUS, TIME, Buffer.from(header), checkpoint],
    );
    await app.query("SET CONSTRAINTS ALL IMMEDIATE"); // as COMMIT would check, without its lasting
  } finally {
    await app.query("ROLLBACK");
  }
}

test("a block whose last leaf is its header is taken, and nothing waits any longer for it", async () => {
  await append();
});

test("without its header as the last leaf a block is refused", async () => {
  const wrong: Parameters<typeof append>[0][] = [
    { hasLeaf: false },
    { leaf: HEADER.replace(".678Z", ".679Z") },
    { leaf: `${HEADER}\n` },
    { leafHash: sha256(HEADER) },
    { hasEvidence: true },
    { records: 1, leafIndex: 1 },
  ];
  for (const block of wrong) {
    await assert.rejects(append(block), { code: INTEGRITY, message: /counts 2 entries/ }, JSON.stringify(block));
  }
});

test("a header of another format, size or root is refused", async () => {
  const headers = [
    HEADER.replace("block/v2", "block/v1"),
    HEADER.replace("\n0\n0\n2\n2\n", "\n0\n0\n2\n3\n"),
    HEADER.replace("\n0\n0\n2\n2\n", "\n0\n0\n3\n3\n"),
    HEADER.replace(ROOT_BEFORE.toString("base64"), ROOT_BEFORE.toString("hex")),
    HEADER.replace(ROOT_BEFORE.toString("base64"), ""),
    HEADER.replace(ORIGIN, "elsewhere.test/ledger/tree"),
  ];
  for (const header of headers) {
    assert.notEqual(header, HEADER);
    await assert.rejects(append({ header }), { code: INTEGRITY, message: /does not state its columns/ }, header);
  }
});

test("the tree grows by the records and by one leaf, no more and no less", async () => {
  for (const [leafCount, treeSize] of [
    [2, 2],
    [3, 3],
  ] as const) {
    await assert.rejects(append({ leafCount, treeSize }), { code: INTEGRITY, message: /does not continue/ });
  }
  await assert.rejects(append({ treeSize: 4 }), { code: INTEGRITY });
});

test("a checkpoint that names a block, or states the tree without the header, is refused", async () => {
  const line = `sealbook.block/v1 ${sha256(HEADER).toString("base64")}`;
  const before = `${ORIGIN}\n2\n${ROOT_BEFORE.toString("base64")}\n`;
  for (const checkpoint of [`${TREE}${line}\n\nsignature`, `${before}\nsignature`, `${TREE}signature`]) {
    await assert.rejects(append({ checkpoint }), { code: INTEGRITY, message: /bind its header/ }, checkpoint);
  }
});

test("in a ledger of format 1 no entry goes without evidence", async () => {
  const origin = "sealbook.test/ledger/side";
  const header = HEADER.replace("block/v2", "block/v1")
    .replace(ORIGIN, origin)
    .replace(ROOT_BEFORE.toString("base64"), ROOT.toString("base64"));
  const text = `${origin}\n2\n${ROOT.toString("base64")}\nsealbook.block/v1 ${sha256(header).toString("base64")}\n\nsignature`;
  const side = { ledger: "side", header, treeSize: 2, checkpoint: text };
  await append({ ...side, hasLeaf: false });
  await assert.rejects(append(side), { code: INTEGRITY, message: /counts 2 entries/ });
  await assert.rejects(append({ ...side, records: 1, leafIndex: 1 }), { code: INTEGRITY, message: /counts 2 entries/ });
});

test("no ledger has another format, and none changes its own", async () => {
  for (const format of [0, 3, null]) {
    const insert = app.query(
      "INSERT INTO ledger (name, origin, format, empty_checkpoint) VALUES ('other', 'o', $1, 'c')",
      [format],
    );
    await assert.rejects(insert, { code: format === null ? "23502" : "23514" });
  }
  await assert.rejects(app.query("UPDATE ledger SET format = 1 WHERE name = 'tree'"), { code: "42501" });
});
