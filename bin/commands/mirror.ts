/** `sealbook mirror`: copies a ledger, keeps the copy in step, and serves it. */

import { once } from "node:events";
import type { AddressInfo, Server } from "node:net";
import { exactNumber } from "#lib/core/text/decimal.ts";
import { plain } from "#lib/core/text/plain-text.ts";
import { CommandError, type Context, EXIT, type ExitCode } from "#lib/infra/terminal/command.ts";
import { print, printJson, progressLine, tell } from "#lib/infra/terminal/terminal.ts";
import { type MirrorEnd, type MirrorEvent, runMirror } from "#lib/parties/mirror/run.ts";
import { createMirrorServer } from "#lib/parties/mirror/serve.ts";
import { MirrorStore } from "#lib/parties/mirror/store.ts";
import { readVersion } from "./cli-env.ts";
import { requiredLedger, secondsOption, sourceAt, stopSignal } from "./ledger-trust.ts";

const INTERVAL_MS = 10_000;
const EXIT_CODES: Record<MirrorEnd, ExitCode> = { ok: EXIT.ok, wrong: EXIT.failed, unavailable: EXIT.impossible };

export async function mirror(context: Context): Promise<ExitCode> {
  const { options, say } = context;
  const folder = String(options.dir);
  const { url, serve } = options;
  const isOnce = options.once === true;
  if (url === undefined && serve === undefined) throw usage(context, "nothingToDo");
  if (isOnce && serve !== undefined) throw usage(context, "onceServe");
  const intervalMs = isOnce ? undefined : (secondsOption(context, "interval") ?? INTERVAL_MS);
  const ledger = url === undefined ? undefined : await requiredLedger(context);
  const source = url === undefined ? undefined : sourceAt(String(url), context);
  const signal = stopSignal();
  const server = serve === undefined ? undefined : await startServer(String(serve), { folder, context });
  try {
    if (!ledger || !source) {
      if (!signal.aborted) await once(signal, "abort");
      return EXIT.ok;
    }
    const progress = progressLine();
    const end = await runMirror({
      source,
      ledger,
      store: new MirrorStore(folder),
      intervalMs,
      signal,
      onProgress: ({ entries, of }) =>
        progress.show(say("mirror.progress", { entries: String(entries), of: String(of) })),
      onEvent: (event) => {
        progress.clear();
        report(event, context);
      },
    }).catch((error: NodeJS.ErrnoException) => {
      if (error.syscall === undefined) throw error;
      throw new CommandError(say("files.unwritable", { path: folder, reason: error.code ?? error.message }), {
        code: "file_unwritable",
      });
    });
    // Whoever could end a mirror by showing it a lie would silence it just when it is needed.
    if (server && end === "wrong" && !signal.aborted) {
      if (!context.json) tell(say("mirror.servesOn"));
      await once(signal, "abort");
    }
    return EXIT_CODES[end];
  } finally {
    server?.closeAllConnections();
    server?.close();
  }
}

const usage = ({ say }: Context, key: string): CommandError =>
  new CommandError(say(`mirror.usage.${key}`), { code: "usage" });

async function startServer(
  address: string,
  { folder, context }: { folder: string; context: Context },
): Promise<ReturnType<typeof createMirrorServer>> {
  const { say } = context;
  const [, host = "", port = ""] = /^\[?([0-9a-fA-F.:]+|localhost)\]?:(\d{1,5})$/.exec(address) ?? [];
  if (host === "" || Number(port) > 65_535) throw usage(context, "badServe");
  const server = createMirrorServer({ folder, version: readVersion() });
  server.listen({ host, port: Number(port) });
  await once(server, "listening").catch((error: NodeJS.ErrnoException) => {
    throw new CommandError(say("mirror.cannotListen", { address, reason: error.code ?? error.message }), {
      code: "cannot_listen",
    });
  });
  const listening = `http://${host.includes(":") ? `[${host}]` : host}:${portOf(server)}`;
  if (context.json) printJson({ event: "serving", url: listening }, { isLine: true });
  else print(say("mirror.serving", { url: listening }));
  return server;
}

const portOf = (server: Server): number => (server.address() as AddressInfo).port;

function report(event: MirrorEvent, { json, say }: Context): void {
  const time = new Date().toISOString();
  if (event.outcome === "failed") {
    const { code, path, source, isWrong } = event.error;
    if (json) printJson({ event: "failed", time, code, source, path, wrong: isWrong }, { isLine: true });
    else tell(say("mirror.failed", { path: plain(path), reason: say(`network.failure.${code}`) }));
  } else if ("kept" in event) {
    const { outcome, held, shown, kept } = event;
    if (json) printJson({ event: outcome, time, kept, held, shown }, { isLine: true });
    else tell(`${say(`mirror.${outcome}`, { kept })}\n\n${plainNote(held)}\n${plainNote(shown)}`);
  } else {
    const { outcome, from, checkpoint, written, followed } = event;
    const size = String(checkpoint.size);
    if (json)
      printJson(
        {
          event: outcome,
          time,
          from: exactNumber(from),
          size: exactNumber(checkpoint.size),
          files: written,
          ...(followed.length > 0 && { followed }),
        },
        { isLine: true },
      );
    else {
      for (const key of followed) tell(say("network.followed", { key: plain(key) }));
      print(say(`mirror.${outcome}`, { size, added: String(checkpoint.size - from), files: written, time }));
    }
  }
}

/** A note has several lines, which stay. */
export function plainNote(note: string): string {
  return note.split("\n").map(plain).join("\n");
}
