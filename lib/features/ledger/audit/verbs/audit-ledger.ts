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
import { keysOf, type LedgerHead } from "#lib/features/ledger/sealing/types.ts";
import { type Connection, type Pool, pool, transaction } from "#lib/infra/db/pool.ts";
import { SealbookError } from "#lib/words/errors.ts";
import { type Ahead, lookAhead } from "../checks/ahead.ts";
import { checkAttestations } from "../checks/attestations.ts";
import { type Finding, Mismatch } from "../checks/finding.ts";
import { Findings, type Unchecked } from "../checks/findings.ts";
import { type AuditKey, checkLedger } from "../checks/ledger-row.ts";
import { checkEachOnce, checkFiles, checkNothingBeyond, checkNothingStray, checkWaiting } from "../checks/leftovers.ts";
import { checkRenewals } from "../checks/renewals.ts";
import { countEvidence, readFigures, readKeyRows } from "../checks/rows.ts";
import { checkSinceHead, type Since, type SinceKind, SinceWatch } from "../checks/since.ts";
import { checkStatements } from "../checks/statements.ts";
import { AuditTree } from "../checks/tree.ts";
import { isUndecodable, listUndecodable } from "../checks/undecodable.ts";
import { type Walked, walkBlocks } from "../checks/walk.ts";

/** Each holds a connection to the database. */
const THREADS_MAX = 3;
/** A thread takes as long to start as this many entries take. */
const THREADS_ENTRIES_MIN = 100_000;

export const AUDIT_PHASES = ["entries", "waiting", "files"] as const;
export type AuditPhase = (typeof AUDIT_PHASES)[number];

export interface AuditCounts {
  blocks: number;
  /** Leaves, and how many of them are headers of blocks. */
  entries: number;
  headers: number;
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
  /** The first row or file that is wrong; undefined: everything holds. */
  finding: Finding | undefined;
  /** All of them, files first, where all were asked for; else the first alone. */
  findings: Finding[];
  /** What was not checked, because it rests on what was found wrong. */
  unchecked: Unchecked[];
  milliseconds: number;
}

export interface AuditOptions {
  ledger: string;
  /** As any role that may read the tables. */
  on?: Pool;
  since?: Since | undefined;
  /** Goes on behind what is wrong. */
  all?: boolean;
  /** Called often; whoever shows it thins it out. */
  onProgress?: (progress: AuditProgress) => void;
  signal?: AbortSignal | undefined;
  /** How many help to look at entries; by itself as many as there are other processors, and none for a small ledger. */
  threads?: number | undefined;
}

/**
 * Audits one ledger, up to the first finding or to its end.
 * @throws {SealbookError} `ledger_absent`. Whatever the database throws; the reason of the signal when it aborts.
 */
export async function auditLedger(options: AuditOptions): Promise<AuditReport> {
  const { ledger, since, all = false, on = pool() } = options;
  const started = performance.now();
  return transaction(on, async (connection) => {
    await connection.query("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY");
    const head = await findLedgerHead(ledger, connection);
    if (!head) throw new SealbookError("ledger_absent", { details: { ledger } });
    const counts: AuditCounts = { blocks: 0, entries: 0, headers: 0, nodes: 0, waiting: 0, files: 0, fileBytes: 0 };
    const size = jsonNumber(head.treeSize);
    const { threads = threadsFor(size) } = options;
    const ahead = await lookAhead({ connection, on, ledger, size, threads });
    const findings = new Findings({ all });
    const source = { connection, ledger, findings };
    await checkEverything({ source, head, ahead, counts, options }).finally(() => ahead.close());
    const [finding] = findings.list;
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
      findings: [...findings.list].sort((one, other) => Number(isOfFile(other)) - Number(isOfFile(one))),
      unchecked: findings.unchecked,
      milliseconds: Math.round(performance.now() - started),
    };
  });
}

/** None for a ledger that is walked through before threads have started. */
function threadsFor(entries: number): number {
  return entries < THREADS_ENTRIES_MIN ? 0 : Math.min(availableParallelism() - 1, THREADS_MAX);
}

export function isOfFile({ check }: Finding): boolean {
  return check === "file";
}

interface Run {
  source: { connection: Connection; ledger: string; findings: Findings };
  head: LedgerHead;
  ahead: Ahead;
  /** Filled in as the audit goes on. */
  counts: AuditCounts;
  options: AuditOptions;
}

/** Part by part: what is found in one does not keep the next from being looked at, where all is wanted. */
async function checkEverything(run: Run): Promise<void> {
  const { source, options } = run;
  const { unchecked } = source.findings;
  await source.connection.query("SAVEPOINT readable");
  try {
    // Counted while the first entries are on their way.
    const counted = countEvidence(source);
    counted.catch(() => {}); // awaited below
    const walked = await part(run, () => walk(run));
    run.ahead.close().catch(() => {}); // awaited in the end
    if (!walked) {
      unchecked.push({ what: "blocks", from: run.counts.entries });
      if (options.since) unchecked.push({ what: "since" });
    }
    const size = walked && { blocks: walked.blocks, size: walked.entries };
    if (size) await part(run, () => checkNothingBeyond(source, size));
    await part(run, () => checkAttestations(source, source.findings));
    await part(run, () => checkNothingStray(source));
    const verifierKeys = [...keysOf(run.head.ledger, "ed25519"), ...keysOf(run.head.ledger, "ml-dsa-44")];
    if (walked) await part(run, () => checkRenewals(source, { verifierKeys, findings: source.findings }));
    const left = await part(run, () => lookAtWaiting(run, { walked, counted }));
    if (!left) unchecked.push({ what: "waiting" });
    // All evidence was met once, and of none of it is there a file: to look for some takes as long as a look at every row.
    if (walked?.isEachOnce && !walked.hasFiles && left?.hasFiles === false) return;
    await part(run, () => lookAtFiles(run));
  } catch (error) {
    if (!(error instanceof Mismatch)) throw error;
    if (source.findings.isAll) unchecked.push({ what: "rest" });
  }
}

/** @returns undefined when what was found put an end to it. @throws {Mismatch} when nothing more is to be looked at. */
async function part<T>({ source, counts }: Run, work: () => Promise<T>): Promise<T | undefined> {
  const { connection, ledger, findings } = source;
  // A text that is no UTF-8 ends its query and with it the transaction; the savepoint brings the snapshot back.
  const again = () => connection.query("ROLLBACK TO SAVEPOINT readable");
  if (findings.list.length > 0) await again();
  try {
    return await work();
  } catch (error) {
    if (error instanceof Mismatch) findings.add(error);
    else if (!isUndecodable(error)) throw error;
    else {
      await again();
      let isFound = false;
      for await (const finding of listUndecodable({ connection, ledger, from: counts.entries })) {
        isFound = true;
        findings.add(new Mismatch(finding));
      }
      if (!isFound) throw error;
    }
    return undefined;
  }
}

function reportTo({ head, counts, options }: Run): (phase: AuditPhase) => void {
  const { onProgress = () => {}, signal } = options;
  return (phase) => {
    signal?.throwIfAborted();
    onProgress({ phase, entriesTotal: Number(head.treeSize), ...counts });
  };
}

async function walk(run: Run): Promise<Walked> {
  const { source, head, ahead, counts, options } = run;
  const { connection, findings } = source;
  const { ledger } = head;
  const report = reportTo(run);
  const keys = checkLedger(ledger, { rows: await readKeyRows(source), emptyRoot: new AuditTree().root() });
  const watch = watchSince(run, keys);
  const see = (work: (watch: SinceWatch) => void) => void (watch && findings.try(() => work(watch)));
  see((since) => since.see(new AuditTree()));
  const walked = await walkBlocks({
    connection,
    ledger,
    keys,
    findings,
    stretches: ahead.stretches,
    stops: watch?.stops ?? [],
    onLeaf: (leaf, tree) => see((since) => since.see(tree, leaf)),
    onBlock: (block) => see((since) => since.seeBlock(block)),
    onProgress: ({ blocks, entries, headers, nodes }) => {
      Object.assign(counts, { blocks, entries, headers, nodes });
      report("entries");
    },
  });
  const { blocks, entries, headers, nodes } = walked;
  Object.assign(counts, { blocks, entries, headers, nodes });
  if (!findings.list.some(({ check }) => check === "since")) see((since) => since.end());
  if (options.since && !watch) findings.unchecked.push({ what: "since" });
  return walked;
}

function watchSince({ source, head, options }: Run, keys: AuditKey[]): SinceWatch | undefined {
  const { since } = options;
  if (!since) return undefined;
  return source.findings.try(() => {
    checkSinceHead(since, { head, keys });
    return new SinceWatch(since, head.ledger.name);
  });
}

async function lookAtWaiting(
  run: Run,
  { walked, counted }: { walked: Walked | undefined; counted: Promise<bigint> },
): Promise<{ hasFiles: boolean }> {
  const { source, counts } = run;
  const report = reportTo(run);
  const anchored = walked?.isEachOnce ? recordsOf(walked) : undefined;
  const { count, waiting: batches } = await readFigures(source, { count: await counted, anchored });
  const { waiting, hasFiles } = await checkWaiting(source, {
    batches,
    onProgress: (now) => {
      counts.waiting = now;
      report("waiting");
    },
  });
  if (walked) await checkEachOnce(source, { met: recordsOf(walked) + waiting, count });
  counts.waiting += await checkStatements(source);
  return { hasFiles };
}

/** Entries that have evidence. */
function recordsOf({ entries, headers, statements }: Walked): number {
  return entries - headers - statements;
}

async function lookAtFiles(run: Run): Promise<void> {
  const report = reportTo(run);
  await checkFiles(run.source, ({ files, bytes }) => {
    Object.assign(run.counts, { files, fileBytes: bytes });
    report("files");
  });
}
