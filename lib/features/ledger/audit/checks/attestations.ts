/**
 * What others said about blocks: cosignatures of witnesses and tokens of time-stamping authorities. Each must be readable,
 * be about the checkpoint of its block, and state what the columns beside it say; a token brings its own key, and must
 * be as that key signed it. Whether those parties really signed is not for the database to say: it does not hold the
 * keys that are trusted.
 */
import { createHash } from "node:crypto";
import { TIMESTAMP_BYTES } from "#lib/core/log/checkpoint.ts";
import { parseNote } from "#lib/core/log/note.ts";
import { ED25519_SIGNATURE_BYTES, ML_DSA_44_SIGNATURE_BYTES } from "#lib/core/log/signature.ts";
import { plain } from "#lib/core/text/plain-text.ts";
import type { Connection } from "#lib/infra/db/pool.ts";
import { checkTimestampToken } from "#lib/rfc3161/token.ts";
import { type Finding, Mismatch } from "./finding.ts";
import type { Findings } from "./findings.ts";

const ROWS_PER_BATCH = 500;
const COSIGNATURE_BYTES = [ED25519_SIGNATURE_BYTES, ML_DSA_44_SIGNATURE_BYTES].map((bytes) => TIMESTAMP_BYTES + bytes);
/** Of what a stranger wrote into a token. */
const FOUND_CHARS_MAX = 200;

interface Source {
  connection: Connection;
  ledger: string;
}

interface Row {
  height: bigint;
  /** The witness or the authority. */
  name: string;
  /** Which of a witness's rows about the block. */
  number: number;
  /** Or a number that is none: "infinity" is a time too, for PostgreSQL. */
  time: Date;
  /** The note of the block; null when there is no such block. */
  checkpoint: string | null;
}

type Where = Pick<Finding, "check" | "table" | "key">;

/** Each row by itself. */
export async function checkAttestations(source: Source, findings: Findings): Promise<void> {
  const cosignatures = readRows<Row & { line: string }>(
    source,
    `SELECT c.height, c.witness AS name, c.number, c.line, c.signed_at AS time, b.checkpoint FROM block_cosignature c
     LEFT JOIN ledger_block b ON b.ledger = c.ledger AND b.height = c.height
     WHERE c.ledger = $1 AND ($2::bigint IS NULL OR (c.height, c.witness, c.number) > ($2, $3, $5))
     ORDER BY c.height, c.witness, c.number LIMIT $4`,
  );
  for await (const row of cosignatures) {
    const key = { ledger: source.ledger, height: String(row.height), witness: row.name };
    findings.try(() => checkCosignature(row, { check: "cosignature", table: "block_cosignature", key }));
  }
  const timestamps = readRows<Row & { token: Uint8Array }>(
    source,
    `SELECT t.height, t.authority AS name, 1 AS number, t.token, t.time, b.checkpoint FROM block_timestamp t
     LEFT JOIN ledger_block b ON b.ledger = t.ledger AND b.height = t.height
     WHERE t.ledger = $1 AND ($2::bigint IS NULL OR (t.height, t.authority, 1) > ($2, $3, $5))
     ORDER BY t.height, t.authority LIMIT $4`,
  );
  for await (const row of timestamps) {
    const key = { ledger: source.ledger, height: String(row.height), authority: row.name };
    await findings.tryAsync(() => checkTimestamp(row, { check: "timestamp", table: "block_timestamp", key }));
  }
}

async function* readRows<Given extends Row>({ connection, ledger }: Source, sql: string): AsyncGenerator<Given> {
  for (let last: Given | undefined; ; ) {
    const { rows } = await connection.query<Given>(sql, [
      ledger,
      last?.height ?? null,
      last?.name ?? null,
      ROWS_PER_BATCH,
      last?.number ?? null,
    ]);
    yield* rows;
    last = rows.at(-1);
    if (!last) return;
  }
}

/** The lines are of a note over the block's checkpoint, one for each key of this witness, at this second (C2SP tlog-cosignature). */
function checkCosignature({ name, line, time, checkpoint }: Row & { line: string }, at: Where): void {
  const text = textOf(checkpoint, at);
  const signatures = parseNote(`${text}\n${line}\n`)?.signatures ?? [];
  const isLong = signatures.some(({ signature }) => !COSIGNATURE_BYTES.includes(signature.length));
  if (signatures.length < 1 || signatures.length > COSIGNATURE_BYTES.length || isLong) {
    throw new Mismatch({ ...at, column: "line", expected: "a cosignature", found: line });
  }
  const other = signatures.find((signature) => signature.name !== name);
  if (other) throw new Mismatch({ ...at, column: "witness", expected: other.name, found: name });
  const times = signatures.map(({ signature }) => Buffer.from(signature).readBigUInt64BE(0));
  const [earliest] = times.sort((one, other) => Number(one - other));
  const [stated, found] = [String(earliest), String(Math.floor(Number(time) / 1_000))];
  if (stated !== found || stated === "0") {
    throw new Mismatch({ ...at, column: "signed_at", expected: `second ${stated}`, found: `second ${found}` });
  }
}

/**
 * The token stamps the text of the block's checkpoint, at this time, and is as its authority signed it (RFC 3161). Whether
 * that authority is to be trusted is for whoever reads a receipt.
 */
async function checkTimestamp({ token, time, checkpoint }: Row & { token: Uint8Array }, at: Where): Promise<void> {
  const imprint = new Uint8Array(createHash("sha256").update(textOf(checkpoint, at)).digest());
  const outcome = await checkTimestampToken({ token, imprint });
  // What could not be checked was checkable when it was stored.
  if (outcome.status === "failed" || outcome.status === "unchecked") {
    const expected = `a token over ${Buffer.from(imprint).toString("base64")}`;
    throw new Mismatch({
      ...at,
      column: "token",
      expected,
      found: `${outcome.reason}: ${plain(outcome.found).slice(0, FOUND_CHARS_MAX)}`,
    });
  }
  if (Date.parse(outcome.time) !== Number(time)) {
    throw new Mismatch({ ...at, column: "time", expected: outcome.time, found: String(time) });
  }
}

/** The signed text of the block, which was checked before. */
function textOf(checkpoint: string | null, at: Where): string {
  if (checkpoint === null) throw new Mismatch({ ...at, column: "height", expected: "a block", found: "none" });
  return parseNote(checkpoint)?.text ?? "";
}
