/** Mirrors that are pushed to, in folders of their own, and logs whose entries are pushed, packaged here without the product's help. */
import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { PushMirror } from "#lib/parties/mirror/push/push-mirror.ts";
import { servePushMirror } from "#lib/parties/mirror/push/push-server.ts";
import { addLog } from "#lib/parties/witness/log-list.ts";
import { initWitness } from "#lib/parties/witness/run-witness.ts";
import { readKeys } from "#lib/parties/witness/witness-key.ts";
import { type Bytes, leafOf, subtreeProofOf } from "#tests/core/log/reference-tree.ts";
import { TestLog, temporaryFolder } from "#tests/parties/witness/witness-fixture.ts";

export { removeFolder } from "#tests/parties/witness/witness-fixture.ts";

export const MIRROR_NAME = "mirror.example/m1";

export interface RunningMirror {
  url: string;
  keys: string[];
  post(
    path: string,
    body: Uint8Array,
    isZipped?: boolean,
  ): Promise<{ status: number; body: string; type: string | null }>;
  /** The next entry, as a refusal tells it. */
  next(origin: string): Promise<number>;
  stop(): Promise<void>;
}

export async function makePushMirror(...logs: TestLog[]): Promise<string> {
  const folder = temporaryFolder();
  await initWitness(folder, { name: MIRROR_NAME, role: "mirror" });
  for (const { origin, keys } of logs) await addLog(folder, { origin, keys: keys.map(({ text }) => text) });
  return folder;
}

export async function startPushMirror(folder: string, now?: () => number): Promise<RunningMirror> {
  const cosigners = await readKeys(folder, "mirror");
  const mirror = await PushMirror.open({ folder, cosigners, log: () => {}, ...(now && { now }) });
  const options = { host: "127.0.0.1", port: 0, version: "1.2.3", log: () => {} };
  const server = await servePushMirror(mirror, options);
  const post: RunningMirror["post"] = async (path, body, isZipped = false) => {
    const headers = { "content-type": "application/octet-stream", ...(isZipped && { "content-encoding": "gzip" }) };
    const response = await fetch(`${server.url}${path}`, { method: "POST", headers, body: body as BodyInit });
    return { status: response.status, body: await response.text(), type: response.headers.get("content-type") };
  };
  return {
    url: server.url,
    keys: cosigners.map(({ key }) => key.text),
    post,
    next: async (origin) => {
      // An end that nobody signed, so that nothing is changed by asking.
      const { status, body, type } = await post("/add-entries", headerOf(origin, 0n, 2n ** 63n));
      assert.deepEqual([status, type], [409, "text/x.tlog.mirror-info"], body);
      return Number(body.split("\n")[1]);
    },
    stop: async () => {
      await server.close();
      await mirror.close();
    },
  };
}

export function headerOf(origin: string, start: bigint, end: bigint, ticket: Bytes = new Uint8Array()): Buffer {
  const name = Buffer.from(origin);
  const numbers = Buffer.alloc(16);
  numbers.writeBigUInt64BE(start, 0);
  numbers.writeBigUInt64BE(end, 8);
  return Buffer.concat([uint16(name.length), name, numbers, uint16(ticket.length), ticket]);
}

function uint16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16BE(value);
  return bytes;
}

/** The packages of the entries [start, end), with proofs in the tree of `size` entries; `end` other than `size` is a prefix. */
export function packagesOf(entries: readonly Bytes[], [start, end]: [number, number], size: number): Buffer[] {
  const leaves = entries.slice(0, size).map(leafOf);
  const packages: Buffer[] = [];
  for (let first = start - (start % 256); first < end; first += 256) {
    const [from, to] = [Math.max(start, first), Math.min(size, first + 256)];
    const proof = subtreeProofOf([first, to], leaves);
    const sent = entries.slice(from, to).flatMap((entry) => [uint16(entry.length), entry]);
    packages.push(Buffer.concat([...sent, Uint8Array.of(proof.length), ...proof]));
  }
  return packages;
}

/** The entries that the body of an upload from 0 on holds. */
export function entriesOf(body: Buffer): Bytes[] {
  let at = 2 + body.readUInt16BE(0);
  const [start, end] = [body.readBigUInt64BE(at), body.readBigUInt64BE(at + 8)];
  at += 16;
  at += 2 + body.readUInt16BE(at);
  const entries: Bytes[] = [];
  if (start !== 0n) return entries;
  while (entries.length < Number(end) && at + 2 <= body.length) {
    const length = body.readUInt16BE(at);
    entries.push(body.subarray(at + 2, at + 2 + length));
    at += 2 + length;
    if (entries.length % 256 === 0 || entries.length === Number(end)) at += 1 + 32 * (body[at] ?? 0);
  }
  return entries;
}

/** The folder of a mirror to which some entries of a log were uploaded before it was killed. */
export async function heldFolder(origin: string, entries: readonly Bytes[]): Promise<{ folder: string; log: TestLog }> {
  const log = new TestLog(origin);
  const folder = await makePushMirror(log);
  for (let at = 0; at < entries.length; at += 256) {
    const part = entries.slice(at, at + 256);
    const name = `${String(at / 256).padStart(3, "0")}${part.length < 256 ? `.p/${part.length}` : ""}`;
    const put = (path: string, bytes: Uint8Array): void => {
      const file = join(folder, "logs", log.hash, "tile", path, name);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, bytes);
    };
    put("entries", Buffer.concat(part.flatMap((entry) => [uint16(entry.length), entry])));
    put("0", Buffer.concat(part.map(leafOf)));
  }
  return { folder, log };
}
