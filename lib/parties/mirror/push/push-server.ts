/** A mirror that is pushed to, on HTTP: what is submitted to it, and the logs that it holds, on one address. */
import type { IncomingMessage } from "node:http";
import { isIPv6 } from "node:net";
import { join } from "node:path";
import { createGunzip } from "node:zlib";
import { toBase64 } from "#lib/core/text/bytes.ts";
import { folderSource } from "../../ledger-reader/folder-source.ts";
import { type PartyServer, type PartyServerOptions, Places, serveParty } from "../../party-server.ts";
import { jsonReply, PLAIN, plainReply, type Reply } from "../../witness/reply.ts";
import { readPosted } from "../../witness/request-body.ts";
import { BODY_BYTES_MAX } from "../../witness/request-lines.ts";
import { staticReply } from "../serve.ts";
import { BodyReader, Budget, BudgetSpent } from "./body-reader.ts";
import { type MirrorMetrics, mirrorMetrics } from "./mirror-metrics.ts";
import type { CheckpointAnswer, EntriesAnswer, PushMirror } from "./push-mirror.ts";

/** For headers and body together: 32 packages over a slow line. */
const REQUEST_MS_MAX = 120_000;
const WORKING_MAX = 64;
/** What all uploads together hold in memory: a package has at most 16 MiB, and is held in at most twice that. */
const HELD_BYTES_MAX = 256 * 1024 * 1024;
/** Of these the uploads of one client: two of the largest packages. */
const CLIENT_BYTES_MAX = 64 * 1024 * 1024;
const LOG_PATH = /^\/([0-9a-f]{64})\/(.+)$/;
const BUSY = plainReply(503, "too much at once", { "retry-after": "1" });

const REASONS = {
  malformed: "the request is malformed, or ends inside of the first package",
  unknown_origin: "this mirror does not take a log of this origin",
  signature_absent: "no signature of a key that this mirror trusts for this origin",
  signature_invalid: "a signature under the name and id of a trusted key does not verify",
  old_beyond_size: "the old size is larger than the checkpoint's size",
  root_differs: "this mirror was shown another root for the same size: one log has signed two histories. Both are kept",
  proof_wrong: "the consistency proof does not lead from the pending checkpoint to this one",
  proof_unasked: "nothing is pending, so the proof has to be empty",
  empty_tree_root: "a tree without entries has the root of RFC 6962's empty tree",
  no_checkpoint: "no checkpoint of this log was shown yet: add-checkpoint comes first",
  unproven: "entries and proof of a package do not lead to the checkpoint",
  rate: "more checkpoints of this log than this mirror takes in a second",
  busy: "too many requests of this log wait already",
} as const;

interface Service {
  mirror: PushMirror;
  prefix: string;
  version: string;
  places: Places;
  held: Held;
  metrics: MirrorMetrics;
}

/** What the uploads hold in memory: all of them, and those of each client that uploads now. */
class Held {
  readonly all = new Budget(HELD_BYTES_MAX);
  readonly #clients = new Map<string, { budget: Budget; uploads: number }>();

  async during<T>(client: string, work: (budget: Budget) => Promise<T>): Promise<T> {
    const own = this.#clients.get(client) ?? { budget: new Budget(CLIENT_BYTES_MAX, this.all), uploads: 0 };
    this.#clients.set(client, own);
    own.uploads += 1;
    try {
      return await work(own.budget);
    } finally {
      own.uploads -= 1;
      if (own.uploads === 0) this.#clients.delete(client);
    }
  }
}

/** Who is counted as one: an address, and of IPv6 the 64 bits that one network has (RFC 6177). */
function clientOf({ socket }: IncomingMessage): string {
  const address = socket.remoteAddress ?? "";
  return isIPv6(address) && !address.startsWith("::ffff:") ? networkOf(address) : address;
}

function networkOf(address: string): string {
  const [before = "", after] = address.split("::");
  const [first, last] = [before, after ?? ""].map((part) => part.split(":").filter((group) => group !== ""));
  const zeros = Array(after === undefined ? 0 : 8 - (first?.length ?? 0) - (last?.length ?? 0)).fill("0");
  return [...(first ?? []), ...zeros, ...(last ?? [])].slice(0, 4).join(":");
}

/** @throws {WitnessError} address_taken */
export async function servePushMirror(mirror: PushMirror, options: PartyServerOptions): Promise<PartyServer> {
  const { prefix = "", version } = options;
  const places = new Places(WORKING_MAX);
  const held = new Held();
  const metrics = mirrorMetrics(mirror, { version, heldBytes: () => held.all.bytes });
  const service: Service = { mirror, prefix, version, places, held, metrics };
  const failure = "this mirror could not do what was asked; nothing was signed";
  const answer = async (request: IncomingMessage) => await replyTo(service, request);
  return await serveParty({ program: "sealbook-mirror", requestMsMax: REQUEST_MS_MAX, failure, answer }, options);
}

async function replyTo(service: Service, request: IncomingMessage): Promise<Reply> {
  const { mirror, prefix, version, metrics } = service;
  const [path = ""] = (request.url ?? "").split("?", 1);
  const requests = { [`${prefix}/add-checkpoint`]: addCheckpoint, [`${prefix}/add-entries`]: addEntries };
  const work = Object.hasOwn(requests, path) ? requests[path] : undefined;
  if (work) {
    const reply = await work(service, request);
    metrics.answered(path.slice(prefix.length + 1), reply.status);
    return reply;
  }
  if (request.method !== "GET" && request.method !== "HEAD")
    return { ...plainReply(405, "this address is read with GET", { allow: "GET, HEAD" }), close: true };
  if (path === "/metrics") return { status: 200, body: await metrics.text(), type: metrics.contentType };
  if (path === "/healthz") return jsonReply({ status: mirror.lost.aborted ? "failing" : "ok", version });
  const [, hash = "", below = ""] = LOG_PATH.exec(path.startsWith(prefix) ? path.slice(prefix.length) : "") ?? [];
  const found = await staticReply(folderSource(join(mirror.folder, "logs", hash)), below);
  return found ?? plainReply(404, "there is nothing at this address");
}

async function addCheckpoint({ mirror, places }: Service, request: IncomingMessage): Promise<Reply> {
  const body = await readPosted(request, BODY_BYTES_MAX);
  return "status" in body ? body : await places.take(async () => checkpointReply(await mirror.addCheckpoint(body)));
}

async function addEntries({ mirror, held }: Service, request: IncomingMessage): Promise<Reply> {
  if (request.method !== "POST")
    return { ...plainReply(405, "this address is written to with POST", { allow: "POST" }), close: true };
  const encoding = request.headers["content-encoding"] ?? "identity";
  if (encoding !== "identity" && encoding !== "gzip")
    return { ...plainReply(415, "the body comes as it is, or in gzip", { "accept-encoding": "gzip" }), close: true };
  return await held.during(clientOf(request), async (budget) => await takeUpload(request, { mirror, budget }));
}

async function takeUpload(
  request: IncomingMessage,
  { mirror, budget }: { mirror: PushMirror; budget: Budget },
): Promise<Reply> {
  // A body that breaks off, or is no gzip, ends there: what came before is whole all the same.
  request.on("error", () => {});
  const unzipped = request.headers["content-encoding"] === "gzip" ? request.pipe(createGunzip()) : undefined;
  // What is not read stays unread: the connection ends with the answer, not before.
  const body = new BodyReader((unzipped ?? request).iterator({ destroyOnReturn: false }), budget);
  unzipped?.on("error", () => {});
  // It closes when it was read, too.
  request.once("close", () => request.complete || unzipped?.destroy());
  try {
    const reply = entriesReply(await mirror.addEntries(body));
    return request.complete ? reply : { ...reply, close: true };
  } catch (error) {
    if (error instanceof BudgetSpent) return { ...BUSY, close: true };
    throw error;
  } finally {
    body.end();
    request.unpipe();
    unzipped?.destroy();
  }
}

function checkpointReply(answer: CheckpointAnswer): Reply {
  if (!("status" in answer)) return { status: 200, body: "", type: PLAIN };
  if (answer.status === 409) return { status: 409, body: `${answer.size}\n`, type: "text/x.tlog.size" };
  const part = answer.reason === "malformed" ? `: ${answer.part}` : "";
  const headers: Record<string, string> = [429, 503].includes(answer.status) ? { "retry-after": "1" } : {};
  return plainReply(answer.status, `${REASONS[answer.reason]}${part}`, headers);
}

function entriesReply(answer: EntriesAnswer): Reply {
  const headers = { "accept-encoding": "gzip" };
  if (answer.status === 200) return { status: 200, body: answer.lines, type: PLAIN, headers };
  if ("reason" in answer) return plainReply(answer.status, REASONS[answer.reason], headers);
  // No ticket: the last several pending checkpoints are kept instead.
  const body = `${answer.size}\n${answer.next}\n${toBase64(new Uint8Array())}\n`;
  return { status: answer.status, body, type: "text/x.tlog.mirror-info", headers };
}
