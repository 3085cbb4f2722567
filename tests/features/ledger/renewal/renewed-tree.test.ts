/** A ledger is renewed as it is documented: what the database has is what lib/core reckons. */
import "#tests/support/environment.ts";
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { rootFromInclusion, treeRoot } from "#lib/core/log/merkle.ts";
import { parseNote } from "#lib/core/log/note.ts";
import {
  attestedDigest,
  joinRenewed,
  type RenewedLeaf,
  renewedLeafHash,
  sha3,
} from "#lib/core/renewal/renewed-tree.ts";
import { parseStatement, type RenewalStatement } from "#lib/core/renewal/statement.ts";
import { equalBytes } from "#lib/core/text/bytes.ts";
import { listPins, listRenewals, readAttested } from "#lib/features/ledger/renewal/rows/renewals.ts";
import { findRenewedPlace } from "#lib/features/ledger/renewal/rows/renewed-tiles.ts";
import type { RenewalProgress } from "#lib/features/ledger/renewal/types.ts";
import { beginRenewal } from "#lib/features/ledger/renewal/verbs/begin-renewal.ts";
import { noteRecord, stateRenewal } from "#lib/features/ledger/renewal/verbs/finish-renewal.ts";
import { growTree } from "#lib/features/ledger/renewal/verbs/grow-tree.ts";
import { findBlock, findLedger } from "#lib/features/ledger/sealing/rows/ledgers.ts";
import { ensureLedger } from "#lib/features/ledger/sealing/verbs/create-ledger.ts";
import { pool } from "#lib/infra/db/pool.ts";
import { SealbookError } from "#lib/words/errors.ts";
import { createTestDatabase, dropTestDatabase } from "#tests/support/database.ts";
import { type MadeOrganisation, makeEvidence, makeOrganisation } from "#tests/support/evidence-factory.ts";
import { appendAll, ownerPool, rewrite } from "#tests/support/ledger.ts";

const actor = { kind: "operator" } as const;
/** More than one range and more than 256 full tiles would need; two ranges and a narrow tile are enough. */
const ENTRIES = 9_000;

/** Every leaf from the rows, by the reckoning of lib/core alone. */
async function leavesOf(size: bigint): Promise<RenewedLeaf[]> {
  const { rows } = await pool().query(
    `SELECT e.entry, v.record, v.details, b.height, CASE WHEN v.content_kept THEN d.sha3 END AS content FROM ledger_entry e
     JOIN ledger_block b ON b.ledger = e.ledger AND b.height = e.block_height
     LEFT JOIN evidence_whole v ON v.id = e.evidence_id
     LEFT JOIN content_digest d ON d.organisation_id = v.organisation_id AND d.sha256 = v.sha256
     WHERE e.ledger = 'main' AND e.index < $1 ORDER BY e.index`,
    [size],
  );
  const pins = await listPins("main");
  const attested = new Map<bigint, Uint8Array>();
  for (const { height } of pins) {
    const [shown] = await readAttested({ ledger: "main", heights: [height], pinned: true });
    attested.set(height, attestedDigest(shown!));
  }
  const digestFor = (height: bigint) => attested.get(pins.find((pin) => pin.height >= height)!.height)!;
  return rows.map(({ entry, record, details, height, content }) => ({
    entry,
    record: record ?? undefined,
    details: details ? sha3(details) : undefined,
    content: content ?? undefined,
    attested: digestFor(height),
  }));
}

async function renew(): Promise<RenewalStatement> {
  const { renewal } = (await beginRenewal({ actor, ledger: "main", newest: false }))!;
  await growTree({ actor, renewal });
  const note = parseNote(await stateRenewal({ actor, renewal }))!;
  return parseStatement(note.text)!;
}

describe("a renewed tree", () => {
  let organisation: MadeOrganisation;
  before(async () => {
    await createTestDatabase();
    await ensureLedger("main");
    organisation = await makeOrganisation();
    await makeEvidence({ organisation, count: ENTRIES - 4 });
    const kept = await makeEvidence({ organisation, count: 4, contents: (at) => `content ${at}` });
    await pool().query("INSERT INTO content_digest VALUES ($1, $2, $3)", [
      ...[organisation.id, kept[1]!.sha256, sha3(Buffer.from("content 1"))],
    ]);
    await appendAll();
  });
  after(() => dropTestDatabase());

  it("has the leaves and the root that lib/core reckons, and is gone on with after it was broken off", async () => {
    const begun = await beginRenewal({ actor, ledger: "main", newest: false });
    const breaking = new AbortController();
    const onProgress = ({ leaves }: RenewalProgress) => leaves > 0 && breaking.abort(new Error("enough"));
    const grown = growTree({ actor, renewal: begun!.renewal, signal: breaking.signal, onProgress });
    await assert.rejects(grown, /enough/);
    const { rows } = await pool().query("SELECT count(*)::integer AS tiles FROM ledger_renewal_tile");
    assert.equal(rows[0].tiles, 32, "one range is there");
    await assert.rejects(stateRenewal({ actor, renewal: begun!.renewal }), /is not there|leaves/);

    const statement = await renew();
    const leaves = await leavesOf(statement.size);
    assert.ok(leaves.length >= ENTRIES);
    assert.deepEqual(statement.renewedRoot, treeRoot(leaves.map(renewedLeafHash), joinRenewed));
    assert.equal(statement.contents, 1n);
    assert.equal(statement.recordsOnly, BigInt(ENTRIES - 1));
    const head = await findBlock({ ledger: "main", height: (await listRenewals("main"))[0]!.height });
    assert(equalBytes(statement.root, head!.root));
    assert.equal(statement.origin, (await findLedger("main"))!.origin);
    assert.equal(statement.previous, undefined);
  });

  it("gives every leaf its way to the root, with what it binds", async () => {
    const [renewal] = await listRenewals("main");
    const leaves = await leavesOf(renewal!.size);
    const stated = parseStatement(parseNote(renewal!.statement!)!.text)!;
    for (const index of [0, 255, 256, 8_191, 8_192, ENTRIES - 3, leaves.length - 1]) {
      const place = await findRenewedPlace({ ...renewal!, index: BigInt(index) });
      assert.deepEqual(
        place.content && Buffer.from(place.content),
        leaves[index]!.content && Buffer.from(leaves[index]!.content!),
      );
      assert.deepEqual(
        place.details && Buffer.from(place.details),
        leaves[index]!.details && Buffer.from(leaves[index]!.details!),
      );
      const way = {
        leaf: renewedLeafHash(leaves[index]!),
        index: BigInt(index),
        size: renewal!.size,
        proof: place.path,
      };
      assert.deepEqual(rootFromInclusion({ ...way, join: joinRenewed }), stated.renewedRoot);
    }
  });

  it("is begun by one process at a time, and only at the command line", async () => {
    const { renewal } = (await beginRenewal({ actor, ledger: "main", newest: false }))!;
    const connection = await pool().connect();
    await connection.query("SELECT pg_advisory_lock(hashtextextended('sealbook renewal ' || $1, 0))", ["main"]);
    const refused = (error: Error) => error instanceof SealbookError && error.code === "renewal_running";
    await assert.rejects(growTree({ actor, renewal }), refused);
    connection.release(true);
    const stranger = beginRenewal({ actor: { kind: "worker" }, ledger: "main", newest: false });
    await assert.rejects(stranger, (error: Error) => error instanceof SealbookError && error.code === "forbidden");
    await assert.rejects(beginRenewal({ actor, ledger: "gone", newest: false }), /ledger_absent/);
  });

  it("is followed by the next once it is recorded and the ledger has grown", async () => {
    const { rows } = await pool().query("SELECT id FROM evidence LIMIT 1");
    await noteRecord({ actor, renewal: { ledger: "main", number: 1 }, evidenceId: rows[0].id });
    assert.equal(await beginRenewal({ actor, ledger: "main", newest: false }), undefined, "nothing is new");
    await makeEvidence({ organisation, count: 3 });
    await appendAll();
    const pinsBefore = await listPins("main");
    const second = await renew();
    assert.equal(second.number, 2);
    const [first] = await listRenewals("main");
    assert.deepEqual(second.previous, attestedDigest({ text: first!.statement!, tokens: [] }));
    const leaves = await leavesOf(second.size);
    assert.deepEqual(second.renewedRoot, treeRoot(leaves.map(renewedLeafHash), joinRenewed));
    assert.deepEqual(
      (await listPins("main")).slice(0, pinsBefore.length),
      pinsBefore,
      "what was bound stays as it was bound",
    );
  });

  it("is not made of a record that its entry does not state", async () => {
    await pool().query("INSERT INTO ledger_renewal_record SELECT 'main', 2, id FROM evidence ORDER BY id DESC LIMIT 1");
    await makeEvidence({ organisation, count: 1 });
    await appendAll();
    const owner = ownerPool();
    await rewrite(owner, "UPDATE evidence SET record = record || ' ' WHERE sequence = 300");
    await owner.end();
    await assert.rejects(renew(), /does not state the hash of its record/);
  });
});
