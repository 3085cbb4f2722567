/** `sealbook monitor`: watches one ledger through every source that shows it. */
import { readFile, stat } from "node:fs/promises";
import { isIssuer } from "#lib/core/claim/entry.ts";
import { exactNumber } from "#lib/core/text/decimal.ts";
import { plain } from "#lib/core/text/plain-text.ts";
import { CommandError, type Context, EXIT, type ExitCode } from "#lib/infra/terminal/command.ts";
import { print, printJson, table, tell } from "#lib/infra/terminal/terminal.ts";
import type { Alarm } from "#lib/parties/monitor/alarm.ts";
import type { ListedEntry } from "#lib/parties/monitor/entries.ts";
import { exitCodeOf, type MonitorInput, monitorOnce, type Round, runMonitor } from "#lib/parties/monitor/run.ts";
import { StateError } from "#lib/parties/monitor/state.ts";
import type { IssuerWatch } from "#lib/parties/monitor/watch.ts";
import { requiredLedger, secondsOption, sourceAt, stopSignal } from "./ledger-trust.ts";
import { plainNote } from "./mirror.ts";

const INTERVAL_MS = 60_000;
const KNOWN_BYTES_MAX = 256 * 1024 * 1024;

export async function monitor(context: Context): Promise<ExitCode> {
  const { options, say } = context;
  const input = await readInput(context);
  const intervalMs = secondsOption(context, "interval") ?? INTERVAL_MS;
  if (options.issuer !== undefined && !context.json) tell(say("monitor.issuerNote"));
  const onRound = (round: Round): void => report(round, context);
  try {
    if (options.once === true) {
      const round = await monitorOnce(input);
      onRound(round);
      return exitCodeOf(round);
    }
    const last = await runMonitor({ ...input, intervalMs, onRound });
    return last ? exitCodeOf(last) : EXIT.impossible;
  } catch (error) {
    const { syscall, code, message } = error as NodeJS.ErrnoException;
    if (error instanceof StateError) {
      throw new CommandError(say("monitor.badState", { path: input.statePath, reason: message }), {
        code: "state_malformed",
      });
    }
    if (syscall === undefined) throw error;
    throw new CommandError(say("files.unwritable", { path: input.statePath, reason: code ?? message }), {
      code: "file_unwritable",
    });
  }
}

async function readInput(context: Context): Promise<MonitorInput> {
  const { options, lists, say } = context;
  const { from, issuer, webhook } = options;
  if (from !== undefined && !/^(0|[1-9]\d{0,18})$/.test(String(from))) throw usage(say("monitor.usage.badFrom"));
  const hook = typeof webhook === "string" && URL.canParse(webhook) ? new URL(webhook) : undefined;
  if (webhook !== undefined && !/^https?:$/.test(hook?.protocol ?? "")) throw usage(say("monitor.usage.badWebhook"));
  if (options.known !== undefined && !isIssuer(issuer)) throw usage(say("monitor.usage.knownWithoutIssuer"));
  const maxAgeMs = secondsOption(context, "max-age");
  const isListing = options.entries === true || issuer !== undefined;
  return {
    sources: [...new Set(lists.url)].map((address) => sourceAt(address, context)),
    ledger: await requiredLedger(context),
    statePath: String(options.state),
    maxAgeS: maxAgeMs === undefined ? undefined : maxAgeMs / 1_000,
    webhook: hook,
    firstEntry: from === undefined ? undefined : BigInt(String(from)),
    onEntry: isListing ? (entry) => listEntry(entry, context) : undefined,
    watch: isIssuer(issuer) && typeof options.known === "string" ? watchOf(issuer, options.known) : undefined,
    signal: options.once === true ? undefined : stopSignal(),
  };
}

/** Whatever stands around the digests, of lists, CSV and JSON alike, does not matter. */
function watchOf(issuer: string, path: string): IssuerWatch {
  const known = async (): Promise<ReadonlySet<string>> => {
    const { size } = await stat(path);
    if (size > KNOWN_BYTES_MAX) throw new Error("too large");
    const text = await readFile(path, "latin1");
    return new Set((text.match(/\b[0-9a-f]{64}\b/gi) ?? []).map((hash) => hash.toLowerCase()));
  };
  return { issuer, source: path, known };
}

const usage = (message: string): CommandError => new CommandError(message, { code: "usage" });

function listEntry({ index, type, hash, issuer }: ListedEntry, { options, json }: Context): void {
  if (options.issuer !== undefined && issuer !== options.issuer) return;
  if (json) printJson({ event: "entry", index: exactNumber(index), type, hash, issuer }, { isLine: true });
  else print([index, plain(type ?? "?"), hash, ...(issuer === undefined ? [] : [plain(issuer)])].join("  "));
}

const sizeOf = (checkpoint: { size: bigint } | undefined): number | null =>
  (checkpoint && exactNumber(checkpoint.size)) ?? null;

function report(round: Round, context: Context): void {
  const { json, say } = context;
  const { time, head, sources, alarms, raised, recovered, newEntries, untold, followed } = round;
  if (json) {
    const shown = sources.map(({ address, checkpoint }) => ({
      url: address,
      size: sizeOf(checkpoint),
    }));
    const size = sizeOf(head);
    const exitCode = exitCodeOf(round);
    const added = exactNumber(newEntries);
    printJson(
      {
        event: "round",
        time,
        exitCode,
        size,
        newEntries: added,
        sources: shown,
        alarms,
        raised,
        recovered,
        untold,
        ...(followed.length > 0 && { followed }),
      },
      { isLine: true },
    );
    return;
  }
  const size = head === undefined ? "–" : String(head.size);
  print(`${time}  ${say("monitor.round", { size, added: String(newEntries) })}`);
  print(table(sources.map((view) => [plain(view.address), view.checkpoint?.size.toString() ?? "–"] as const)));
  for (const key of followed) print(say("network.followed", { key: plain(key) }));
  for (const alarm of alarms) tell(alarmText(alarm, context));
  for (const key of recovered) print(say("monitor.recovered", { alarm: plain(key) }));
  if (untold !== undefined) tell(say("monitor.untold", { reason: plain(untold) }));
  if (alarms.length === 0) print(say("monitor.fine"));
}

function alarmText({ kind, subject, detail, notes }: Alarm, { say }: Context): string {
  const line = say(`monitor.alarm.${kind}`, { subject: plain(subject), detail: plain(detail) });
  return notes === undefined ? line : `${line}\n\n${plainNote(notes.seen)}\n${plainNote(notes.shown)}`;
}
