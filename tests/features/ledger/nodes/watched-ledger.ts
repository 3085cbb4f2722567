/** A ledger that nodes watch, and what a test waits for. */
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { formatCheckpoint } from "#lib/core/log/checkpoint.ts";
import { sha256 } from "#lib/core/text/bytes.ts";
import { listOpenSubjects } from "#lib/features/alarms/rows.ts";
import { findNode, listNodes } from "#lib/features/ledger/nodes/rows/nodes.ts";
import { retireNode } from "#lib/features/ledger/nodes/verbs/move-node.ts";
import { setQuorum } from "#lib/features/ledger/nodes/verbs/set-quorum.ts";
import { findLedger, findLedgerHead } from "#lib/features/ledger/sealing/rows/ledgers.ts";
import { openLedgerSigner } from "#lib/features/ledger/sealing/rows/signer.ts";
import { appendBlock } from "#lib/features/ledger/sealing/verbs/append-block.ts";
import { ensureLedger } from "#lib/features/ledger/sealing/verbs/create-ledger.ts";
import { pool } from "#lib/infra/db/pool.ts";
import { signNote } from "#lib/infra/keys/ledger-signer.ts";
import type { AlertKind } from "#lib/words/alerts.ts";
import { createTestDatabase } from "#tests/support/database.ts";
import { type MadeOrganisation, makeEvidence, makeOrganisation } from "#tests/support/evidence-factory.ts";
import { addNode, eventually, OPERATOR, startWitness } from "#tests/support/witnesses.ts";

let organisation: MadeOrganisation;
const ending: (() => Promise<unknown>)[] = [];
/** Ends with the test. */
export function during<T extends () => Promise<unknown>>(end: T): T {
  ending.push(end);
  return end;
}

/** @returns its height. */
export async function block(): Promise<bigint> {
  await makeEvidence({ organisation, count: 2 });
  const made = await appendBlock({ ledger: "main" });
  assert.ok(made);
  return made.height;
}
export async function witnessedHeights(): Promise<bigint[]> {
  const { rows } = await pool().query("SELECT height FROM block_witnessed ORDER BY height");
  return rows.map(({ height }) => height);
}
export const isWitnessed = (height: bigint) =>
  eventually(`block ${height} is witnessed`, async () => (await witnessedHeights()).includes(height));
export async function cosigners(height: bigint): Promise<string[]> {
  const { rows } = await pool().query("SELECT witness FROM block_cosignature WHERE height = $1 ORDER BY witness", [
    height,
  ]);
  return rows.map(({ witness }) => witness);
}
export const hasCosigned = (name: string, height: bigint) =>
  eventually(`${name} cosigns block ${height}`, async () => (await cosigners(height)).includes(`witness.test/${name}`));
export const isOpen = (kind: AlertKind, id: string) =>
  eventually(`${kind} is open`, async () => (await listOpenSubjects(kind)).includes(id));
export const isClosed = (kind: AlertKind, id: string) =>
  eventually(`${kind} is closed`, async () => !(await listOpenSubjects(kind)).includes(id));
export const hasFailure = (id: string, failure: string) =>
  eventually(`it fails with ${failure}`, async () => (await findNode(id))?.report?.failure === failure);
export async function head() {
  const found = await findLedgerHead("main");
  assert.ok(found);
  return found;
}
/** A checkpoint of another history, signed with the ledger's own key. */
export async function forgedCheckpoint(size: bigint): Promise<string> {
  const ledger = await findLedger("main");
  assert.ok(ledger);
  const { origin } = ledger;
  const signer = await openLedgerSigner("main", { verifierKey: ledger.verifierKey, on: pool() });
  return signNote(signer, formatCheckpoint({ origin, size, root: sha256(randomBytes(8)) }));
}

/** A database of this file's own with the ledger `main`. */
export async function openWatchedLedger(): Promise<void> {
  await createTestDatabase();
  await ensureLedger("main");
  organisation = await makeOrganisation();
}

/** Ends what went on during a test; nobody watches the ledger then. */
export async function endWatching(): Promise<void> {
  for (const end of ending.splice(0).reverse()) await end();
  await setQuorum({ actor: OPERATOR, ledger: "main", needed: 0 });
  const nodes = await listNodes({ states: ["invited", "active", "suspended"] });
  for (const { id } of nodes) await retireNode({ actor: OPERATOR, nodeId: id });
}

/** Three active witnesses, of which two suffice. */
export async function threeWitnesses(prefix: string) {
  const witnesses = [];
  const ids = [];
  for (const at of [1, 2, 3]) {
    const witness = await startWitness(`${prefix}${at}`);
    during(witness.stop);
    ids.push(await addNode(witness));
    witnesses.push(witness);
  }
  await setQuorum({ actor: OPERATOR, ledger: "main", needed: 2 });
  const [one, two, three] = witnesses;
  const [id1, id2, id3] = ids;
  assert.ok(one && two && three && id1 && id2 && id3);
  return { one, two, three, id1, id2, id3 };
}
