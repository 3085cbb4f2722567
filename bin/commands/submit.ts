/** `sealbook submit`: hashes files here, then records them; what fails does not stop the rest. */
import { randomUUID } from "node:crypto";
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { basename } from "node:path";
import { Readable } from "node:stream";
import { toBase64, toHex, utf8 } from "#lib/core/bytes.ts";
import { CommandError, type Context, EXIT, type ExitCode } from "./command.ts";
import { hashFile } from "./files.ts";
import { jsonOf, send } from "./http.ts";
import { type Server, serverOf } from "./server.ts";
import { type Progress, plain, print, printJson, progressLine, tell } from "./terminal.ts";

/** In all, a file; the worker appends a block a second. */
const WAIT_SECONDS_MAX = 60;
/** The longest that one request may ask the server to wait. */
const WAIT_SECONDS_A_REQUEST = 20;

/** What the server says about a record; more than this is passed on as it is. */
interface Evidence {
  id: string;
  state: string;
  sha256: string;
  [field: string]: unknown;
}

interface Local {
  path: string;
  name: string;
  size: number;
  sha256: Uint8Array;
}

export async function submit(context: Context): Promise<ExitCode> {
  const { operands, say, json } = context;
  const server = serverOf(context);
  const progress = progressLine();
  const results: object[] = [];
  let failures = 0;
  for (const path of operands) {
    try {
      const evidence = await submitOne(path, { context, server, progress });
      results.push({ file: path, evidence });
      progress.clear();
      if (!json) print([evidence.id, say(`submit.${evidence.state}`), evidence.sha256, plain(path)].join("  "));
    } catch (error) {
      if (!(error instanceof CommandError)) throw error;
      progress.clear();
      failures++;
      results.push({ file: path, error: { code: error.code, message: error.message } });
      tell(say("submit.failed", { path: plain(path), reason: plain(error.message) }));
      // Nothing will be different for the next file.
      if (error.code === "unreachable" && results.length === failures && operands.length > results.length) {
        failures += operands.length - results.length;
        break;
      }
    }
  }
  if (json) printJson(results);
  if (operands.length > 1) tell(say("submit.summary", { done: operands.length - failures, all: operands.length }));
  return failures === 0 ? EXIT.ok : EXIT.failed;
}

interface Setting {
  context: Context;
  server: Server;
  progress: Progress;
}

async function submitOne(path: string, setting: Setting): Promise<Evidence> {
  const { options, say } = setting.context;
  const local = await readLocal(path, setting);
  const send = options["digest-only"] ? sendDigest : sendFile;
  const evidence = await send(local, setting);
  if (evidence.sha256 !== toHex(local.sha256))
    throw new CommandError(say("submit.changed"), { code: "digest_mismatch" });
  return options.wait ? await anchored(evidence, { ...setting, name: local.name }) : evidence;
}

async function readLocal(path: string, { context: { say }, progress }: Setting): Promise<Local> {
  const found = await stat(path).catch(() => undefined);
  if (found && !found.isFile() && !found.isDirectory()) {
    throw new CommandError(say("files.unreadable", { path, reason: say("files.special") }), {
      code: "file_unreadable",
    });
  }
  const name = basename(path);
  const whole = found?.size ?? 0;
  const onRead = (bytes: number) => progress.show(say("submit.hashing", { name, percent: whole ? bytes / whole : 0 }));
  const { sha256, size } = await hashFile(path, { say, onRead });
  if (size === 0) throw new CommandError(say("files.empty", { path }), { code: "empty_file" });
  return { path, name, size, sha256 };
}

async function sendFile(
  { path, name, size, sha256 }: Local,
  { context, server, progress }: Setting,
): Promise<Evidence> {
  const { say } = context;
  const url = server.at("/api/v1/uploads", { name });
  const open = () => {
    let sent = 0;
    // Not a byte more than was hashed, should the file have grown since.
    const source = createReadStream(path, { end: size - 1 });
    source.on("data", (chunk) => {
      sent += chunk.length;
      progress.show(say("submit.sending", { name, percent: sent / size }));
    });
    return source;
  };
  const headers = {
    ...server.headers,
    "content-type": "application/octet-stream",
    "repr-digest": `sha-256=:${toBase64(sha256)}:`,
    "idempotency-key": randomUUID(),
  };
  const answer = await send({ method: "PUT", url, headers, body: { length: size, open }, say });
  return evidenceOf(jsonOf(answer, { url, say }), { context, url });
}

async function sendDigest({ name, size, sha256 }: Local, { context, server }: Setting): Promise<Evidence> {
  const { say } = context;
  const url = server.at("/api/v1/evidence");
  const bytes = utf8(JSON.stringify({ sha256: toHex(sha256), name, size }));
  const headers = { ...server.headers, "content-type": "application/json", "idempotency-key": randomUUID() };
  const body = { length: bytes.length, open: () => Readable.from([bytes]) };
  const answer = await send({ method: "POST", url, headers, body, say });
  return evidenceOf(jsonOf(answer, { url, say }), { context, url });
}

function evidenceOf(value: unknown, { context: { say }, url }: { context: Context; url: URL }): Evidence {
  const { id, state, sha256 } = (typeof value === "object" && value ? value : {}) as Record<string, unknown>;
  const known = state === "recorded" || state === "anchored";
  if (typeof id === "string" && known && typeof sha256 === "string") return value as Evidence;
  throw new CommandError(say("server.strange", { host: url.origin, status: 200 }), { code: "not_sealbook" });
}

/** Asks for the receipt until the record is anchored, then for the record as it is now. */
async function anchored(evidence: Evidence, setting: Setting & { name: string }): Promise<Evidence> {
  const { context, server, progress, name } = setting;
  const { say } = context;
  const id = encodeURIComponent(evidence.id);
  const own = server.at(`/api/v1/evidence/${id}`);
  const deadline = Date.now() + WAIT_SECONDS_MAX * 1_000;
  for (let current = evidence; ; ) {
    if (current.state === "anchored") return current;
    const seconds = Math.min(WAIT_SECONDS_A_REQUEST, Math.ceil((deadline - Date.now()) / 1_000));
    if (seconds <= 0) break;
    progress.show(say("submit.waiting", { name }));
    const wait = server.at(`/api/v1/evidence/${id}/receipt`, { format: "json", wait: String(seconds) });
    await send({ method: "GET", url: wait, headers: server.headers, waits: seconds, say });
    const answer = await send({ method: "GET", url: own, headers: server.headers, say });
    current = evidenceOf(jsonOf(answer, { url: own, say }), { context, url: own });
  }
  const message = say("submit.notAnchored", { id: evidence.id, seconds: WAIT_SECONDS_MAX });
  throw new CommandError(message, { code: "not_anchored", exitCode: EXIT.failed });
}
