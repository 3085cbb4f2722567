/** `sealbook submit --bulk`: digests by the thousand, with a journal from which an interrupted run goes on. */
import { resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { pauseAfter } from "#lib/client/patience.ts";
import { plain } from "#lib/core/text/plain-text.ts";
import { CommandError, type Context, EXIT, type ExitCode } from "#lib/infra/terminal/command.ts";
import { print, printJson, progressLine, tell } from "#lib/infra/terminal/terminal.ts";
import { type Answered, Journal, type Pending } from "./bulk-journal.ts";
import { bulkLines } from "./bulk-source.ts";
import { asking } from "./http.ts";
import { type Server, serverOf } from "./server.ts";

/** Of one request: so much is sent again after a lost connection. */
export const LINES_A_REQUEST = 10_000;
export const BYTES_A_REQUEST: number = 8 * 1024 * 1024;
/** What passes by itself is waited for, twice as long each time: a quarter of an hour in all. */
const ATTEMPTS_MAX = 10;
const BACKOFF = { pauseMs: 1_000, pauseMsMax: 120_000 };
/** Refused lines that are told one by one; all are in the journal. */
const TOLD_MAX = 20;
const PASSING = [
  "unreachable",
  "broken_off",
  "timeout",
  "unavailable",
  "queue_long",
  "restarting",
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
  const { options, say } = context;
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
  const unit = typeof options.unit === "string" ? options.unit : undefined;
  let skip = journal.lines;
  let [names, body]: [string[], string] = [[], ""];
  for await (const { name, text } of bulkLines(source, { say, sm3: options.sm3 === true, unit })) {
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
export async function sendOne(
  pending: Pending,
  { context: { say }, server }: Pick<Sending, "context" | "server">,
): Promise<Answered[]> {
  const { key, body, names } = pending;
  const request = { area: "evidence", key, body, lines: names.length } as const;
  for (let attempt = 1; ; attempt++) {
    try {
      const answers = await asking({ server, say }, () => server.client().bulkRequest(request));
      return answers.map((answer, at) => ({
        name: names[at] ?? "",
        ...(answer.problem
          ? { code: answer.problem.code, field: answer.problem.field, detail: answer.problem.detail }
          : { id: answer.id }),
      }));
    } catch (error) {
      if (!(error instanceof CommandError) || !PASSING.includes(error.code) || attempt === ATTEMPTS_MAX) throw error;
      const waitMs = pauseAfter(attempt, BACKOFF);
      tell(say("submit.bulkAgain", { reason: plain(error.message), seconds: Math.round(waitMs / 1_000) }));
      await sleep(waitMs);
    }
  }
}
