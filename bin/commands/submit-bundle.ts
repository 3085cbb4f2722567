/** `sealbook submit --bundle`: the files of a folder as one record. They are hashed here, and stay here. */
import { randomUUID } from "node:crypto";
import { stat } from "node:fs/promises";
import { basename, resolve } from "node:path";
import { Readable } from "node:stream";
import { type Answer, jsonOf, Problem, problemOf } from "#lib/client/client.ts";
import { BUNDLE_FILES_MAX, LIST_BYTES_MAX } from "#lib/core/bundle/limits.ts";
import { type FileList, readList } from "#lib/core/bundle/list.ts";
import { fromUtf8, toHex, utf8 } from "#lib/core/text/bytes.ts";
import { FILE_NAME_CHARS_MAX } from "#lib/core/text/file-name.ts";
import { PATH_CHARS_MAX, pathFlaw } from "#lib/core/text/path-name.ts";
import { plain } from "#lib/core/text/plain-text.ts";
import { CommandError, type Context, EXIT, type ExitCode } from "#lib/infra/terminal/command.ts";
import { writeWhole } from "#lib/infra/terminal/files.ts";
import { type Progress, print, printJson, progressLine, tell } from "#lib/infra/terminal/terminal.ts";
import type { Say } from "#lib/infra/terminal/words.ts";
import { type HashedFile, hashedBelow, isSame } from "./bundle-list.ts";
import { RECORD_ID } from "./checked-receipt.ts";
import { asking, strange } from "./http.ts";
import { mediaTypeOf } from "./media-type.ts";
import { type Server, serverOf } from "./server.ts";

/** Files that a refusal names one by one. */
const TOLD_MAX = 20;

/** What the server says about a record; more than this is passed on as it is. */
export interface Recorded {
  id: string;
  state: string;
  sha256: string;
  [field: string]: unknown;
}

type Anchored = (
  recorded: Recorded,
  setting: { context: Context; server: Server; progress: Progress; file: string },
) => Promise<Recorded>;

/** @param anchored waits for the proof */
export async function submitBundle(context: Context, anchored: Anchored): Promise<ExitCode> {
  const { operands, options, say, json } = context;
  const [folder = "", ...more] = operands;
  if (more.length > 0 || !(await stat(folder).catch(() => undefined))?.isDirectory()) {
    throw new CommandError(say("bundle.oneFolder"), { code: "usage" });
  }
  const server = await serverOf(context);
  const name = typeof options.name === "string" ? options.name : basename(resolve(folder));
  const unit = typeof options.unit === "string" ? options.unit : undefined;
  const lines = [JSON.stringify({ name, unit })];
  const sent = new Map<string, HashedFile>();
  for await (const file of hashedBelow(folder, say)) {
    requirePath(file.name, say);
    if (sent.size === BUNDLE_FILES_MAX) throw tooMany(say);
    sent.set(file.name, file);
    lines.push(JSON.stringify(lineOf(file)));
  }
  const recorded = await sendLines(`${lines.join("\n")}\n`, { server, say });
  await checkList(recorded, { sent, server, context });
  const setting = { context, server, progress: progressLine(), file: folder };
  const known = options.wait ? await anchored(recorded, setting).finally(() => setting.progress.clear()) : recorded;
  if (json) printJson(known);
  else
    print(
      [
        plain(known.id),
        say(`submit.${known.state}`),
        plain(known.sha256),
        say("bundle.files", { files: sent.size }),
      ].join("  "),
    );
  return EXIT.ok;
}

function lineOf({ path, name, sha256, sha3, size }: HashedFile): object {
  const second = sha3 && { "sha3-256": toHex(sha3) };
  return { name, sha256: toHex(sha256), ...second, size, mediaType: mediaTypeOf(path) };
}

function requirePath(path: string, say: Say): void {
  const flaw = pathFlaw(path);
  if (!flaw) return;
  const limits = { charsMax: PATH_CHARS_MAX, nameCharsMax: FILE_NAME_CHARS_MAX };
  const reason = say("/errors.invalid_path.detail", { ...limits, ...flaw });
  throw new CommandError(say("submit.failed", { path: plain(path), reason }), { code: "invalid_path" });
}

function tooMany(say: Say): CommandError {
  return new CommandError(say("/errors.bundle_too_large.detail", { filesMax: BUNDLE_FILES_MAX }), {
    code: "bundle_too_large",
  });
}

async function sendLines(text: string, { server, say }: { server: Server; say: Say }): Promise<Recorded> {
  const bytes = utf8(text);
  const headers = { "content-type": "application/x-ndjson", "idempotency-key": randomUUID() };
  const body = { length: bytes.length, open: () => Readable.from([bytes]) };
  const sent = { method: "POST", path: "/api/v1/bundles", headers, body };
  const said = await asking({ server, say }, async () => {
    const answer = await server.client().send(sent);
    tellLines(answer, say);
    return jsonOf(answer);
  });
  const { id, state, sha256 } = said as Record<string, unknown>;
  if (typeof id === "string" && RECORD_ID.test(id) && isState(state) && typeof sha256 === "string") {
    return { id, state, sha256 };
  }
  throw strange({ url: server.at("/"), say });
}

const isState = (state: unknown): state is string => state === "recorded" || state === "anchored";

/** What is wrong with single lines; the first one is no file. */
function tellLines(answer: Answer, say: Say): void {
  const problem = answer.status >= 400 ? problemOf(answer) : undefined;
  const lines = problem instanceof Problem ? (problem.document.lines ?? []) : [];
  for (const { line, detail } of lines.slice(0, TOLD_MAX)) {
    tell(say("submit.failed", { path: say("bundle.line", { line: line - 1 }), reason: plain(String(detail)) }));
  }
}

/** What was recorded is what was sent: its list has these files and no other, and the root that the record states. */
async function checkList(
  { id, sha256 }: Recorded,
  { sent, server, context }: { sent: ReadonlyMap<string, HashedFile>; server: Server; context: Context },
): Promise<void> {
  const { say, options } = context;
  const { files, root, bytes } = await fetchList(id, { server, say });
  const areSent = files.every((file) => {
    const hashed = sent.get(file.name);
    return hashed !== undefined && isSame(file, hashed);
  });
  if (files.length !== sent.size || !areSent || toHex(root) !== sha256) {
    throw new CommandError(say("bundle.otherList", { id }), { code: "digest_mismatch", exitCode: EXIT.failed });
  }
  if (typeof options.list === "string") await writeWhole(options.list, bytes, say);
}

/** @returns its bytes, and what they say. @throws {CommandError} where it is none */
async function fetchList(
  id: string,
  { server, say }: { server: Server; say: Say },
): Promise<FileList & { bytes: Uint8Array }> {
  const path = `/api/v1/bundles/${id}/list`;
  const bytes = await asking({ server, say }, () => server.client().download(path, upToList));
  const list = readList(fromUtf8(bytes) ?? "");
  if (list) return { ...list, bytes };
  throw new CommandError(say("bundle.listMalformed", { path }), { code: "list_malformed", exitCode: EXIT.failed });
}

/** As much of it as a list can be. */
async function upToList(body: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    if (size > LIST_BYTES_MAX) break;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
