/**
 * `sealbook take-over`: records of another service become evidence here, each a digest with what that service said of it, and with its
 * receipt as parent. A journal says what was answered; after whatever interrupted it, the same command goes on. docs/decisions/0092
 */
import { resolve } from "node:path";
import { sha256, toHex } from "#lib/core/text/bytes.ts";
import { plain } from "#lib/core/text/plain-text.ts";
import { CommandError, type Context, EXIT, type ExitCode } from "#lib/infra/terminal/command.ts";
import { readFileUpTo } from "#lib/infra/terminal/files.ts";
import { type Progress, print, printJson, progressLine, tell } from "#lib/infra/terminal/terminal.ts";
import { checkAgainst } from "#lib/verify/old-receipt.ts";
import { type Answered, Journal, type Pending } from "./bulk-journal.ts";
import { type Server, serverOf } from "./server.ts";
import { BYTES_A_REQUEST, LINES_A_REQUEST, sendOne } from "./submit-bulk.ts";
import { type LineProblem, lineOf, type Stating, type TakenLine } from "./take-over-lines.ts";
import { openReceipts, type Receipts, takeReceipt } from "./take-over-receipts.ts";
import { countLines, type ReportLine, writeReport } from "./take-over-report.ts";
import { readRows } from "./take-over-table.ts";

/** A million rows of some 250 bytes. */
const TABLE_BYTES_MAX = 256 * 1024 * 1024;
/** Receipts that are read and sent at the same time. */
const RECEIPTS_AT_ONCE = 8;
/** Rows that are told one by one; all are in the report. */
const TOLD_MAX = 20;
const UTC_OFFSET = /^[+-](0\d|1[0-4]):[0-5]\d$/;

interface Taking {
  context: Context;
  /** None in a trial run. */
  sending: { server: Server; journal: Journal } | undefined;
  receipts: Receipts;
  report: Map<number, ReportLine>;
  /** Answers by the line that they are to, of this run and of those before. */
  answers: Map<number, Answered>;
  progress: Progress;
  started: number;
}

export async function takeOver(context: Context): Promise<ExitCode> {
  const { operands, options, say } = context;
  const path = operands[0] ?? "";
  const stating = statingOf(context);
  const bytes = await readFileUpTo(path, { bytesMax: TABLE_BYTES_MAX, say });
  const rows = await readRows(path, bytes, context);
  const folder = textOf(options.receipts);
  // Whoever made the table does not say which of our files are sent.
  if (folder === undefined && rows.some(({ values }) => values.receipt !== undefined))
    throw new CommandError(say("takeOver.noFolder"), { code: "usage" });
  const isTrial = options["dry-run"] === true;
  const answers = new Map<number, Answered>();
  const server = isTrial ? undefined : await serverOf(context);
  const tableSha256 = toHex(sha256(bytes));
  const journalPath = textOf(options.journal) ?? `${resolve(path)}.journal`;
  const onAnswer = (answer: Answered) => answers.set(Number(answer.name), answer);
  const of = { server: server?.at("/").origin ?? "", source: `take-over ${tableSha256}`, say, onAnswer };
  const sending = server && { server, journal: new Journal(journalPath, of) };
  const receipts = openReceipts({
    context,
    folder: folder ?? "",
    server,
    unit: stating.unit,
    memory: `${journalPath}.receipts`,
  });
  const taking = {
    context,
    sending,
    receipts,
    answers,
    report: new Map(),
    progress: progressLine(),
    started: performance.now(),
  };
  try {
    if (answers.size > 0) tell(say("takeOver.resumed", { lines: answers.size, path: journalPath }));
    await takeRows(
      rows.map((row) => ({ line: row.line, made: () => lineOf(row, stating) })),
      taking,
    );
  } finally {
    taking.progress.clear();
    sending?.journal.close();
  }
  return await end(taking, { path, head: { table: path, tableSha256, trial: isTrial } });
}

const textOf = (value: string | true | undefined): string | undefined =>
  typeof value === "string" ? value : undefined;

/** @throws {CommandError} `usage` */
function statingOf({ options, say }: Context): Stating {
  const utcOffset = textOf(options["utc-offset"]);
  if (utcOffset !== undefined && !UTC_OFFSET.test(utcOffset))
    throw new CommandError(say("takeOver.badOffset", { offset: utcOffset }), { code: "usage" });
  return { say, service: textOf(options.service), utcOffset, unit: textOf(options.unit) };
}

/** In requests of as many lines as the journal keeps at a time. */
async function takeRows(
  rows: readonly { line: number; made: () => TakenLine | LineProblem }[],
  taking: Taking,
): Promise<void> {
  const { sending, report } = taking;
  const left = sending?.journal.pending();
  if (sending && left) await send(left, { ...sending, taking });
  const keys = new Map<string, number>();
  let together: TakenLine[] = [];
  for (const { line, made } of rows) {
    const taken = made();
    if ("code" in taken) {
      report.set(line, { line, ...taken });
      continue;
    }
    const first = keys.get(taken.key);
    if (first !== undefined) {
      report.set(line, {
        ...factsOf(taken),
        code: "duplicate_row",
        detail: taking.context.say("takeOver.duplicate", { line: first }),
      });
      continue;
    }
    keys.set(taken.key, line);
    together.push(taken);
    if (together.length < LINES_A_REQUEST) continue;
    await takeLines(together, taking);
    together = [];
  }
  await takeLines(together, taking);
}

const factsOf = ({ line, name, sha256: digest, receipt }: TakenLine): ReportLine => ({
  line,
  name,
  sha256: digest,
  receipt,
});

/** Receipts first: a record never stands without what it rests on. */
async function takeLines(lines: readonly TakenLine[], taking: Taking): Promise<void> {
  const { receipts, report, answers, sending } = taking;
  const ready: { line: TakenLine; receiptId: string | undefined }[] = [];
  await inTurns(lines, async (line) => {
    const receipt = line.receipt === undefined ? undefined : await takeReceipt(line.receipt, receipts);
    if (receipt !== undefined && "code" in receipt) report.set(line.line, { ...factsOf(line), ...receipt });
    else {
      const { kind, finding } = receipt ? checkAgainst(receipt.receipt, line) : {};
      const check = kind && `${kind} ${finding}`;
      report.set(line.line, { ...factsOf(line), receiptId: receipt?.id, check });
      if (!answers.has(line.line)) ready.push({ line, receiptId: receipt?.id });
    }
    show(taking);
  });
  if (sending === undefined) return;
  ready.sort((one, other) => one.line.line - other.line.line);
  let [names, body]: [string[], string] = [[], ""];
  for (const { line, receiptId } of ready) {
    const origin = { ...line.body.origin, ...(receiptId !== undefined && { receipt: receiptId }) };
    names.push(String(line.line));
    body += `${JSON.stringify({ ...line.body, origin, key: line.key })}\n`;
    if (body.length < BYTES_A_REQUEST) continue;
    await send(sending.journal.begin({ names, body }), { ...sending, taking });
    [names, body] = [[], ""];
  }
  if (names.length > 0) await send(sending.journal.begin({ names, body }), { ...sending, taking });
}

async function inTurns<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const left = items[Symbol.iterator]();
  const worker = async () => {
    for (const item of { [Symbol.iterator]: () => left }) await work(item);
  };
  await Promise.all(Array.from({ length: RECEIPTS_AT_ONCE }, worker));
}

async function send(
  pending: Pending,
  { server, journal, taking }: { server: Server; journal: Journal; taking: Taking },
): Promise<void> {
  const answers = await sendOne(pending, { context: taking.context, server });
  journal.end(answers);
  show(taking);
}

function show({ context: { say }, answers, receipts, report, started, progress }: Taking): void {
  const rate = () => Math.round((report.size / Math.max(1, performance.now() - started)) * 1_000);
  progress.show(() =>
    say("takeOver.progress", { rows: report.size, recorded: answers.size, receipts: receipts.ids.size, rate: rate() }),
  );
}

async function end(
  { context, answers, report, sending }: Taking,
  { path, head }: { path: string; head: object },
): Promise<ExitCode> {
  const { say, json, options } = context;
  const lines = [...report.values()].sort((one, other) => one.line - other.line);
  for (const line of lines) {
    const { id, code, field, detail } = answers.get(line.line) ?? {};
    if (id !== undefined) line.id = id;
    else if (code !== undefined) Object.assign(line, { code, field, detail });
  }
  const counts = countLines(lines, new Set(lines.flatMap(({ receipt, check }) => (check ? [receipt] : []))).size);
  const out = textOf(options.report) ?? `${path}.report`;
  await writeReport(out, { head, counts, lines, say });
  const wrong = lines.filter(({ code }) => code !== undefined);
  for (const { line, code, field, detail = "" } of wrong.slice(0, TOLD_MAX))
    tell(say("takeOver.problem", { line, code: code ?? "", field: plain(field ?? "–"), detail: plain(detail) }));
  if (json) printJson({ ...counts, report: out });
  else print(say(sending ? "takeOver.done" : "takeOver.tried", { ...shown(counts), out }));
  return counts.refused === 0 && counts.bad === 0 ? EXIT.ok : EXIT.failed;
}

const shown = ({ rows, recorded, refused, receipts, bad }: ReturnType<typeof countLines>) => ({
  ...{ rows, recorded, refused, receipts, bad },
});
