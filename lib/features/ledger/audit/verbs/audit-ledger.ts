/**
 * The audit: the whole ledger computed again from the database alone, and the stored files from the disk.
 *
 * It trusts no trigger, no constraint and no stored hash. Everything is read in one snapshot, so the worker may append
 * meanwhile; what it appends is not part of this audit.
 *
 * Entries and their evidence are looked at in bulk first (checks/stretch.ts), here and in threads. What is not found sound
 * there is walked through row by row (checks/walk.ts), which alone says what is wrong.
 *
 * Not covered, for no hash or signature speaks of it: `evidence.sequence` and `evidence.idempotency_key`, the ledger's
 * `created_at` and its sealed signing keys (which open, or the worker says so), who may see a record, accounts, API keys
 * and the audit log; signatures of witnesses and time-stamping authorities, whose keys a verifier chooses. And what was
 * never handed out: whoever has the key and a superuser's rights can make all of it anew, which only `since` can show.
 */
import { availableParallelism } from "node:os";
import { jsonNumber } from "#lib/core/text/decimal.ts";
import { findLedgerHead } from "#lib/features/ledger/sealing/rows/ledgers.ts";
import type { LedgerHead } from "#lib/features/ledger/sealing/types.ts";
import { type Connection, type Pool, pool, transaction } from "#lib/infra/db/pool.ts";
import { SealbookError } from "#lib/words/errors.ts";
import { type Ahead, lookAhead } from "../checks/ahead.ts";
import { checkAttestations } from "../checks/attestations.ts";
import { type Finding, Mismatch } from "../checks/finding.ts";
import { checkLedger } from "../checks/ledger-row.ts";
import { checkEachOnce, checkFiles, checkNothingBeyond, checkNothingStray, checkWaiting } from "../checks/leftovers.ts";
import { readFigures, readKeyRows } from "../checks/rows.ts";
import { checkSinceHead, type Since, type SinceKind, SinceWatch } from "../checks/since.ts";
import { AuditTree } from "../checks/tree.ts";
import { findUndecodable, isUndecodable } from "../checks/undecodable.ts";
import { walkBlocks } from "../checks/walk.ts";

/** Each holds a connection to the database. */
const THREADS_MAX = 3;
/** A thread takes as long to start as this many entries take. */
const THREADS_ENTRIES_MIN = 100_000;

export const AUDIT_PHASES = ["entries", "waiting", "files"] as const;
export type AuditPhase = (typeof AUDIT_PHASES)[number];

export interface AuditCounts {
  blocks: number;
  entries: number;
  nodes: number;
  /** Evidence not anchored yet. */
  waiting: number;
  files: number;
  fileBytes: number;
}

export interface AuditProgress extends AuditCounts {
  phase: AuditPhase;
  /** Entries that the ledger has. */
  entriesTotal: number;
}

export interface AuditReport {
  ledger: string;
  origin: string;
  verifierKey: string;
  treeSize: number;
  /** Undefined before the first block. */
  height: number | undefined;
  /** The checkpoint in force: worth keeping, for the next audit's `since`. */
  checkpoint: string;
  /** What was looked at; all of it when nothing was found. */
  counts: AuditCounts;
  /** What the ledger was shown to contain still. */
  since: { kind: SinceKind; size: number; index: number | undefined } | undefined;
  /** The first row that is wrong; undefined: everything holds. */
  finding: Finding | undefined;
  milliseconds: number;
}

export interface AuditOptions {
  ledger: string;
  /** As any role that may read the tables. */
  on?: Pool;
  since?: Since | undefined;
  /** Called often; whoever shows it thins it out. */
  onProgress?: (progress: AuditProgress) => void;
  signal?: AbortSignal | undefined;
  /** How many help to look at entries; by itself as many as there are other processors, and none for a small ledger. */
  threads?: number | undefined;
}

/**
 * Audits one ledger up to the first finding.
 * @throws {SealbookError} `ledger_absent`. Whatever the database throws; the reason of the signal when it aborts.
 */
export async function auditLedger(options: AuditOptions): Promise<AuditReport> {
  const { ledger, since, on = pool() } = options;
  const started = performance.now();
  return transaction(on, async (connection) => {
    await connection.query("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY");
    const head = await findLedgerHead(ledger, connection);
    if (!head) throw new SealbookError("ledger_absent", { details: { ledger } });
    const counts: AuditCounts = { blocks: 0, entries: 0, nodes: 0, waiting: 0, files: 0, fileBytes: 0 };
    const size = jsonNumber(head.treeSize);
    const { threads = threadsFor(size) } = options;
    const ahead = await lookAhead({ connection, on, ledger, size, threads });
    const finding = await findFirst({ connection, head, ahead, counts, options }).finally(() => ahead.close());
    return {
      ledger,
      origin: head.ledger.origin,
      verifierKey: head.ledger.verifierKey,
      treeSize: jsonNumber(head.treeSize),
      height: head.block && jsonNumber(head.block.height),
      checkpoint: head.checkpoint,
      counts,
      since: since && {
        kind: since.kind,
        size: jsonNumber(since.checkpoint.size),
        index: since.proof && jsonNumber(since.proof.index),
      },
      finding,
      milliseconds: Math.round(performance.now() - started),
    };
  });
}

/** None for a ledger that is walked through before threads have started. */
function threadsFor(entries: number): number {
  return entries < THREADS_ENTRIES_MIN ? 0 : Math.min(availableParallelism() - 1, THREADS_MAX);
}

interface Run {
  connection: Connection;
  head: LedgerHead;
  ahead: Ahead;
  /** Filled in as the audit goes on. */
  counts: AuditCounts;
  options: AuditOptions;
}

async function findFirst(run: Run): Promise<Finding | undefined> {
  const { connection, head, counts } = run;
  await connection.query("SAVEPOINT readable");
  try {
    await checkEverything(run);
    return undefined;
  } catch (error) {
    if (error instanceof Mismatch) return error.finding;
    if (!isUndecodable(error)) throw error;
    // A text that is no UTF-8 ended the query and with it the transaction; the savepoint brings the snapshot back.
    await connection.query("ROLLBACK TO SAVEPOINT readable");
    const finding = await findUndecodable({ connection, ledger: head.ledger.name, from: counts.entries });
    if (!finding) throw error;
    return finding;
  }
}

async function checkEverything({ connection, head, ahead, counts, options }: Run): Promise<void> {
  const { since, onProgress = () => {}, signal } = options;
  const { ledger } = head;
  const source = { connection, ledger: ledger.name };
  const rows = await readKeyRows(source);
  const keys = checkLedger(ledger, { rows, emptyRoot: new AuditTree().root() });
  const watch = since && new SinceWatch(since, ledger.name);
  if (since) checkSinceHead(since, { head, keys });
  watch?.see(new AuditTree());
  const report = (phase: AuditPhase) => {
    signal?.throwIfAborted();
    onProgress({ phase, entriesTotal: Number(head.treeSize), ...counts });
  };

  const walked = await walkBlocks({
    connection,
    ledger,
    keys,
    stretches: ahead.stretches,
    stops: watch?.stops ?? [],
    onLeaf: (leaf, tree) => watch?.see(tree, leaf),
    onBlock: (block) => watch?.seeBlock(block),
    onProgress: ({ blocks, entries, nodes }) => {
      Object.assign(counts, { blocks, entries, nodes });
      report("entries");
    },
  });
  Object.assign(counts, { blocks: walked.blocks, entries: walked.entries, nodes: walked.nodes });
  watch?.end();
  await checkNothingBeyond(source, { blocks: walked.blocks, size: walked.entries });
  await checkAttestations(source);
  await checkNothingStray(connection);

  const { count, waiting: batches } = await readFigures(source, walked.isEachOnce ? walked.entries : undefined);
  const { waiting, hasFiles } = await checkWaiting(source, {
    batches,
    onProgress: (now) => {
      counts.waiting = now;
      report("waiting");
    },
  });
  await checkEachOnce(source, { met: walked.entries + waiting, count });

  // All evidence was met once, and of none of it is there a file: to look for some takes as long as a look at every row.
  if (walked.isEachOnce && !walked.hasFiles && !hasFiles) return;
  await checkFiles(source, ({ files, bytes }) => {
    Object.assign(counts, { files, fileBytes: bytes });
    report("files");
  });
}
