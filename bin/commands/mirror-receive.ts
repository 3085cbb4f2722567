/** `sealbook mirror init|add-key|add-log|remove-log|receive`: a mirror that logs push to (C2SP tlog-mirror, a draft). */
import { plain } from "#lib/core/text/plain-text.ts";
import { CommandError, type Context, EXIT, type ExitCode } from "#lib/infra/terminal/command.ts";
import { print, printJson } from "#lib/infra/terminal/terminal.ts";
import { runPushMirror } from "#lib/parties/mirror/push/run-push-mirror.ts";
import { initWitness } from "#lib/parties/witness/run-witness.ts";
import { readVersion } from "./cli-env.ts";
import { stopSignal } from "./ledger-trust.ts";
import {
  addKeyOf,
  addLogOf,
  keysView,
  parseAlgorithms,
  parseListen,
  parsePrefix,
  removeLogOf,
  sentences,
  textsOf,
} from "./witness.ts";

export async function mirrorInit(context: Context): Promise<ExitCode> {
  const { say, json, options } = context;
  const folder = String(options.dir);
  const key = { name: String(options.name), algorithms: parseAlgorithms(context), role: "mirror" } as const;
  const cosigners = await sentences(context, () => initWitness(folder, key));
  if (json) printJson({ ...keysView(cosigners), dir: folder });
  else print(`${say("mirror.made", { dir: plain(folder) })}\n\n${textsOf(cosigners)}\n\n${say("mirror.keepKey")}`);
  return EXIT.ok;
}

export async function mirrorAddKey(context: Context): Promise<ExitCode> {
  return await addKeyOf("mirror", context);
}

export async function mirrorAddLog(context: Context): Promise<ExitCode> {
  return await addLogOf("mirror", context);
}

export async function mirrorRemoveLog(context: Context): Promise<ExitCode> {
  return await removeLogOf("mirror", context);
}

export async function mirrorReceive(context: Context): Promise<ExitCode> {
  const { say, options } = context;
  // What it speaks may change with the draft: whoever runs it says that they know.
  if (options.drafts !== true) throw new CommandError(say("mirror.usage.draft"), { code: "usage" });
  const { host, port } = parseListen(context);
  const prefix = parsePrefix(context);
  const ended = await sentences(context, () =>
    runPushMirror({
      folder: String(options.dir),
      host,
      port,
      ...(prefix !== undefined && { prefix }),
      version: readVersion(),
      write: (line) => process.stdout.write(line),
      signal: stopSignal(),
    }),
  );
  if (ended === "stopped") return EXIT.ok;
  throw new CommandError(say("witness.lost"), { code: "lock_lost", exitCode: EXIT.failed });
}
