/**
 * Renewals, reckoned anew from the rows: every leaf from its entry, record and private details, the tree over them, what vouched for the
 * entries when they were bound, the statement, and the tokens over it. Digests of contents are those that were bound: what a content was
 * then, the files alone can say.
 */
import { parseNote, parseVerifierKey, verifyNote } from "#lib/core/log/note.ts";
import { attestedDigest } from "#lib/core/renewal/renewed-tree.ts";
import { parseStatement, type RenewalStatement } from "#lib/core/renewal/statement.ts";
import { sha256, utf8 } from "#lib/core/text/bytes.ts";
import { jsonNumber } from "#lib/core/text/decimal.ts";
import { LeafHasher } from "#lib/features/ledger/renewal/rows/leaf-hasher.ts";
import { LEAVES_PER_RANGE, rangesOf } from "#lib/features/ledger/renewal/rows/ranges.ts";
import { listPins, listRenewals, readAttested } from "#lib/features/ledger/renewal/rows/renewals.ts";
import { RenewedTree } from "#lib/features/ledger/renewal/rows/renewed-tree.ts";
import { DIGEST_BYTES, TILE_WIDTH } from "#lib/features/ledger/renewal/rows/tile.ts";
import type { Pin, Renewal } from "#lib/features/ledger/renewal/types.ts";
import type { Connection } from "#lib/infra/db/pool.ts";
import { SHA512 } from "#lib/pki/oids.ts";
import { checkTimestampToken } from "#lib/rfc3161/token.ts";
import { type Finding, Mismatch, mustEqual } from "./finding.ts";
import type { Findings } from "./findings.ts";

interface Source {
  connection: Connection;
  ledger: string;
}

const base64 = (bytes: Uint8Array | undefined): string => Buffer.from(bytes ?? []).toString("base64") || "-";

/** @param verifierKeys of the ledger, all that it ever had */
export async function checkRenewals(
  source: Source,
  options: { verifierKeys: string[]; findings: Findings },
): Promise<void> {
  const { connection, ledger } = source;
  const { verifierKeys, findings } = options;
  const renewals = await listRenewals(ledger, connection);
  if (renewals.length === 0) return;
  const pins = await listPins(ledger, connection);
  for (const pin of pins) await checkPin(source, { pin, findings });
  for (const [at, renewal] of renewals.entries()) {
    if (renewal.statement === undefined) continue;
    const tree = await reckonTree(source, { renewal, pins, findings });
    const before = renewals[at - 1];
    const stated = await statedBy(source, { renewal, before, pins, tree });
    findings.try(() => checkStatement(renewal, { stated, verifierKeys }));
    await checkStamps(renewal, findings);
    await checkRecord(source, { renewal, findings });
  }
}

const rowOf = (
  table: string,
  { ledger, number }: Pick<Renewal, "ledger" | "number">,
  more: Record<string, string> = {},
) => ({ check: "renewal", table, key: { ledger, number: String(number), ...more } }) as const;

async function checkPin(source: Source, { pin, findings }: { pin: Pin; findings: Findings }): Promise<void> {
  const { connection, ledger } = source;
  const [attested] = await readAttested({ ledger, heights: [pin.height], pinned: true, on: connection });
  const row = {
    check: "renewal",
    table: "ledger_renewal_checkpoint",
    key: { ledger, height: String(pin.height) },
  } as const;
  const expected = attested ? base64(attestedDigest(attested)) : "a block";
  findings.try(() => mustEqual({ ...row, column: "digest", expected, found: base64(pin.digest) }));
  findings.try(() => mustEqual({ ...row, column: "size", expected: String(attested?.size), found: String(pin.size) }));
}

/** The tree from its leaves; each tile that is stored otherwise is named. */
async function reckonTree(
  { connection, ledger }: Source,
  { renewal, pins, findings }: { renewal: Renewal; pins: readonly Pin[]; findings: Findings },
): Promise<RenewedTree> {
  const hasher = new LeafHasher({ connection, ledger });
  const tree = new RenewedTree();
  for (const range of rangesOf({ from: 0, to: jsonNumber(renewal.size), pins })) {
    const { rows } = await connection.query<
      Record<"hashes" | "contents" | "details", Buffer | null> & { index: bigint }
    >(
      `SELECT index, hashes, contents, details FROM ledger_renewal_tile
       WHERE ledger = $1 AND number = $2 AND level = 0 AND index >= $3 ORDER BY index LIMIT ${LEAVES_PER_RANGE / TILE_WIDTH}`,
      [ledger, renewal.number, range.first / TILE_WIDTH],
    );
    const bound = Buffer.alloc(range.count * DIGEST_BYTES);
    for (const [at, { contents }] of rows.entries()) contents?.copy(bound, at * TILE_WIDTH * DIGEST_BYTES);
    const leaves = await hasher.hash({ ...range, contents: bound }).catch((error: Error) => {
      // What is wrong with entries and records the walk has named; of them no leaf can be made.
      const row = rowOf("ledger_renewal_tile", renewal, { level: "0", index: String(range.first / TILE_WIDTH) });
      throw new Mismatch({ ...row, column: "hashes", expected: "leaves of the entries", found: error.message });
    });
    for (let from = 0, at = 0; from < leaves.hashes.length; from += TILE_WIDTH * DIGEST_BYTES, at++) {
      const index = String(range.first / TILE_WIDTH + at);
      const row = rowOf("ledger_renewal_tile", renewal, { level: "0", index });
      const part = (bytes: Uint8Array | undefined) => base64(bytes?.subarray(from, from + TILE_WIDTH * DIGEST_BYTES));
      for (const column of ["hashes", "details"] as const) {
        const found = base64(rows[at]?.[column] ?? undefined);
        findings.try(() => mustEqual({ ...row, column, expected: part(leaves[column]), found }));
      }
    }
    tree.append(leaves.hashes);
  }
  await checkUpperTiles(connection, { renewal, tree, findings });
  return tree;
}

async function checkUpperTiles(
  connection: Connection,
  { renewal, tree, findings }: { renewal: Renewal; tree: RenewedTree; findings: Findings },
): Promise<void> {
  const { rows } = await connection.query<{ level: number; index: bigint; hashes: Buffer; root: Buffer | null }>(
    `SELECT level, index, CASE WHEN level > 0 THEN hashes END AS hashes, root FROM ledger_renewal_tile
     WHERE ledger = $1 AND number = $2 ORDER BY level, index`,
    [renewal.ledger, renewal.number],
  );
  for (const { level, index, hashes, root } of rows) {
    const row = rowOf("ledger_renewal_tile", renewal, { level: String(level), index: String(index) });
    const expected = tree.tile(level, Number(index));
    findings.try(() =>
      mustEqual({ ...row, column: "root", expected: base64(expected.root), found: base64(root ?? undefined) }),
    );
    if (level === 0) continue;
    findings.try(() =>
      mustEqual({ ...row, column: "hashes", expected: base64(expected.hashes), found: base64(hashes) }),
    );
  }
  const found = rows.length;
  const row = rowOf("ledger_renewal_tile", renewal);
  findings.try(() => mustEqual({ ...row, column: "index", expected: `${tree.tiles} rows`, found: `${found} rows` }));
}

/** What the statement has to state. */
async function statedBy(
  { connection, ledger }: Source,
  known: { renewal: Renewal; before: Renewal | undefined; pins: readonly Pin[]; tree: RenewedTree },
): Promise<Partial<RenewalStatement>> {
  const { renewal, before, pins, tree } = known;
  const { rows } = await connection.query<{ origin: string; root: Buffer; size: bigint }>(
    `SELECT l.origin, b.root, b.tree_size AS size FROM ledger l JOIN ledger_block b ON b.ledger = l.name
     WHERE l.name = $1 AND b.height = $2`,
    [ledger, renewal.height],
  );
  const pin = pins.find(({ height }) => height === renewal.height);
  const tokens = (before?.stamps ?? []).map(({ token }) => token);
  return {
    ...{ number: renewal.number, ...rows[0] },
    renewedRoot: tree.root(),
    ...(pin && { attested: pin.digest }),
    ...(before && { previous: attestedDigest({ text: before.statement ?? "", tokens }) }),
  };
}

function checkStatement(
  renewal: Renewal,
  { stated, verifierKeys }: { stated: Partial<RenewalStatement>; verifierKeys: string[] },
): void {
  const row = { ...rowOf("ledger_renewal_statement", renewal), column: "statement" };
  const note = parseNote(renewal.statement ?? "");
  const statement = note && parseStatement(note.text);
  if (!note || !statement)
    throw new Mismatch({ ...row, expected: "sealbook.renewal/v1", found: renewal.statement ?? "-" });
  for (const [name, value] of Object.entries(stated)) {
    const text = (each: unknown) => `${name} ${each instanceof Uint8Array ? base64(each) : String(each)}`;
    mustEqual({ ...row, expected: text(value), found: text(statement[name as keyof RenewalStatement]) });
  }
  const keys = verifierKeys.flatMap((key) => parseVerifierKey(key) ?? []);
  const isSigned =
    keys.some((key) => verifyNote(note, key) === "ok") && keys.every((key) => verifyNote(note, key) !== "bad");
  if (!isSigned)
    throw new Mismatch({
      ...row,
      expected: "a signature of the ledger",
      found: note.signatures.map(({ line }) => line).join(""),
    });
}

async function checkStamps(renewal: Renewal, findings: Findings): Promise<void> {
  const imprint = SHA512.digest(utf8(renewal.statement ?? ""));
  for (const { authority, token, time } of renewal.stamps) {
    const row: Pick<Finding, "check" | "table" | "key"> = rowOf("ledger_renewal_stamp", renewal, { authority });
    const outcome = await checkTimestampToken({ token, imprint, hash: SHA512 });
    findings.try(() => {
      if (outcome.status === "failed")
        throw new Mismatch({ ...row, column: "token", expected: outcome.expected, found: outcome.found });
      if (outcome.status === "unchecked") return;
      mustEqual({ ...row, column: "time", expected: outcome.time, found: time.toISOString() });
    });
  }
}

/** The record that is said to hold the statement states its digest. */
async function checkRecord(
  { connection }: Source,
  { renewal, findings }: { renewal: Renewal; findings: Findings },
): Promise<void> {
  if (renewal.evidenceId === undefined) return;
  const { rows } = await connection.query<{ sha256: Buffer }>("SELECT sha256 FROM evidence WHERE id = $1", [
    renewal.evidenceId,
  ]);
  const expected = base64(sha256(utf8(renewal.statement ?? "")));
  const row = { ...rowOf("ledger_renewal_record", renewal), column: "evidence_id" };
  findings.try(() => mustEqual({ ...row, expected, found: base64(rows[0]?.sha256) }));
}
