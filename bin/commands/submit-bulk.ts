/** `sealbook submit --bulk`: digests by the thousand, with a journal from which an interrupted run goes on. */
import { resolve } from "node:path";
import { Readable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { fromUtf8, utf8 } from "#lib/core/text/bytes.ts";
import { plain } from "#lib/core/text/plain-text.ts";
import { CommandError, type Context, EXIT, type ExitCode } from "#lib/infra/terminal/command.ts";
import { print, printJson, progressLine, tell } from "#lib/infra/terminal/terminal.ts";
import { type Answered, Journal, type Pending } from "./bulk-journal.ts";
import { bulkLines } from "./bulk-source.ts";
import { refusal, send } from "./http.ts";
import { type Server, serverOf } from "./server.ts";

/** Of one request: so much is sent again after a lost connection. */
const LINES_A_REQUEST = 10_000;
const BYTES_A_REQUEST = 8 * 1024 * 1024;
/** What passes by itself is waited for, twice as long each time: a quarter of an hour in all. */
const ATTEMPTS_MAX = 10;
const BACKOFF_MS = 1_000;
const BACKOFF_MS_MAX = 120_000;
/** Refused lines that are told one by one; all are in the journal. */
const TOLD_MAX = 20;
const PASSING = [
  "unreachable",
  "timeout",
  "unavailable",
  "queue_long",
  "rate_limited",
  "too_many_at_once",
  "clock_wrong",
  "internal",
];

interface Sending {
  context: Context;
  server: Server;
  journal: Journal;
}

export async function submitBulk(context: Context): Promise<ExitCode> {
  const { operands, options, say, json } = context;
  const [source = "", ...more] = operands;
  if (more.length > 0) throw new CommandError(say("submit.bulkOne"), { code: "usage" });
  const server = await serverOf(context);
  const named = typeof options.journal === "string" ? options.journal : undefined;
  const path = named ?? (source === "-" ? "stdin.journal" : `${resolve(source)}.journal`);
  const of = { server: server.at("/").origin, source: source === "-" ? source : resolve(source), say };
  const journal = new Journal(path, of);
  const sending = { context, server, journal };
  try {
    const before = journal.lines;
    if (before > 0) tell(say("submit.bulkResumed", { lines: before, path }));
    await sendAll(source, sending);
  } finally {
    journal.close();
  }
  const { lines, refused } = journal;
  const recorded = lines - refused;
  if (json) printJson({ lines, recorded, refused, journal: path });
  else print(say("submit.bulkDone", { recorded, lines, path }));
  return refused === 0 ? EXIT.ok : EXIT.failed;
}

async function sendAll(source: string, sending: Sending): Promise<void> {
  const { context, journal } = sending;
  const { say } = context;
  const progress = progressLine();
  const started = performance.now();
  const first = journal.lines;
  const show = (lines: number) => {
    const rate = Math.round(((lines - first) / Math.max(1, performance.now() - started)) * 1_000);
    progress.show(() => say("submit.bulkProgress", { lines, rate, refused: journal.refused }));
  };
  let told = journal.refused;
  const finish = async (pending: Pending) => {
    const answers = await sendOne(pending, sending);
    journal.end(answers.map(({ name, id, code }) => ({ name, ...(id === undefined ? { code: code ?? "" } : { id }) })));
    progress.clear();
    for (const { name, code, detail = "" } of answers) {
      if (code === undefined || told++ >= TOLD_MAX) continue;
      tell(say("submit.failed", { path: plain(name), reason: plain(detail) }));
    }
    show(journal.lines);
  };
  const left = journal.pending();
  if (left) await finish(left);
  const { lastName } = journal;
  let skip = journal.lines;
  let [names, body]: [string[], string] = [[], ""];
  for await (const { name, text } of bulkLines(source, say)) {
    if (skip > 0) {
      skip -= 1;
      // Answered before: of a source that is another one by now, lines would be lost here.
      if (skip === 0 && name !== lastName) throw new CommandError(say("submit.bulkChanged"), { code: "usage" });
      continue;
    }
    names.push(name);
    body += `${text}\n`;
    show(journal.lines + names.length);
    if (names.length < LINES_A_REQUEST && body.length < BYTES_A_REQUEST) continue;
    await finish(journal.begin({ names, body }));
    [names, body] = [[], ""];
  }
  if (names.length > 0) await finish(journal.begin({ names, body }));
  progress.clear();
}

/** Until every line of a request is answered. @throws {CommandError} what does not pass by itself */
async function sendOne(
  pending: Pending,
  { context: { say }, server }: Sending,
): Promise<(Answered & { detail?: string })[]> {
  const url = server.at("/api/v1/evidence/bulk");
  const bytes = utf8(pending.body);
  const headers = { ...server.headers, "content-type": "application/x-ndjson", "idempotency-key": pending.key };
  const body = { length: bytes.length, open: () => Readable.from([bytes]) };
  for (let attempt = 1; ; attempt++) {
    try {
      const answer = await send({ method: "POST", url, headers, body, timeoutMs: server.timeoutMs, say });
      if (answer.status >= 300) throw refusal(answer, { url, say });
      return answersOf(
        fromUtf8(answer.body) ?? "",
        pending,
        say("server.strange", { host: url.origin, status: answer.status }),
      );
    } catch (error) {
      if (!(error instanceof CommandError) || !PASSING.includes(error.code) || attempt === ATTEMPTS_MAX) throw error;
      const waitMs = Math.min(BACKOFF_MS_MAX, BACKOFF_MS * 2 ** (attempt - 1));
      tell(say("submit.bulkAgain", { reason: plain(error.message), seconds: Math.round(waitMs / 1_000) }));
      await sleep(waitMs);
    }
  }
}

interface Line {
  line?: number;
  id?: string;
  problem?: { code: string; detail: string };
}

/** Those that arrived whole: of what somebody in between has cut off, the last line is none. */
function linesIn(text: string): Line[] {
  return text.split("\n").flatMap((line) => {
    try {
      return line === "" ? [] : [JSON.parse(line) as Line];
    } catch {
      return [];
    }
  });
}

/** One for each line; a last one without a number says why the rest was not taken. */
function answersOf(text: string, { names }: Pending, strange: string): (Answered & { detail?: string })[] {
  const lines = linesIn(text);
  const last = lines.at(-1);
  if (last?.problem && last.line === undefined)
    throw new CommandError(last.problem.detail, { code: last.problem.code, exitCode: EXIT.failed });
  // Cut by somebody in between, or by an end of the server: it is asked again.
  if (lines.length !== names.length) throw new CommandError(strange, { code: "unreachable" });
  return lines.map(({ id, problem }, at) => ({
    name: names[at] ?? "",
    ...(id === undefined ? { code: problem?.code ?? "", detail: problem?.detail ?? "" } : { id }),
  }));
}
