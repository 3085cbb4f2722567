/** Logs that sign what they are told to, and witnesses in folders of their own. */
import { createHash, generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Cosigners } from "#lib/parties/witness/cosigner.ts";
import { addLog } from "#lib/parties/witness/log-list.ts";
import { initWitness } from "#lib/parties/witness/run-witness.ts";
import { Witness } from "#lib/parties/witness/witness.ts";
import { readKeys } from "#lib/parties/witness/witness-key.ts";
import { serveWitness } from "#lib/parties/witness/witness-server.ts";
import { type Bytes, leafOf, proofOf, rootOf } from "#tests/core/log/reference-tree.ts";

export const NAME = "witness.example/w1";

export interface LogKey {
  name: string;
  text: string;
  /** The signature line over a text. */
  line(text: string): string;
}

/** An Ed25519 key of a log, made without the product's code. */
export function makeLogKey(name: string): LogKey {
  const { privateKey, publicKey } = generateKeyPairSync("ed25519");
  const raw = Buffer.from(publicKey.export({ format: "jwk" }).x ?? "", "base64url");
  const typed = Buffer.concat([Uint8Array.of(1), raw]);
  const id = createHash("sha256").update(`${name}\n`).update(typed).digest().subarray(0, 4);
  return {
    name,
    text: `${name}+${id.toString("hex")}+${typed.toString("base64")}`,
    line: (text) => lineOf({ name, id, privateKey, text }),
  };
}

function lineOf({ name, id, privateKey, text }: { name: string; id: Buffer; privateKey: KeyObject; text: string }) {
  const signature = sign(null, Buffer.from(text), privateKey);
  return `— ${name} ${Buffer.concat([id, signature]).toString("base64")}\n`;
}

const base64 = (bytes: Bytes): string => Buffer.from(bytes).toString("base64");

/** One history of a log: its leaves are `<seed> 0`, `<seed> 1` …, up to where histories part. */
export class TestLog {
  readonly origin: string;
  readonly keys: LogKey[];
  readonly #leaves: Bytes[];

  constructor(origin: string, { keys, leaves }: { keys?: LogKey[]; leaves?: Bytes[] } = {}) {
    this.origin = origin;
    this.keys = keys ?? [makeLogKey(origin)];
    this.#leaves = leaves ?? leavesOf("main", 64);
  }

  /** The same log with another history from entry `from` on. */
  fork(from: number): TestLog {
    const leaves = [...this.#leaves.slice(0, from), ...leavesOf("fork", this.#leaves.length - from)];
    return new TestLog(this.origin, { keys: this.keys, leaves });
  }

  root(size: number): string {
    return base64(rootOf(this.#leaves.slice(0, size)));
  }

  text(size: number, extensions = ""): string {
    return `${this.origin}\n${size}\n${this.root(size)}\n${extensions}`;
  }

  note(size: number): string {
    return this.sign(this.text(size));
  }

  sign(text: string): string {
    return `${text}\n${this.keys.map((key) => key.line(text)).join("")}`;
  }

  proof(old: number, size: number): string {
    if (old === 0 || old === size) return "";
    return proofOf(old, this.#leaves.slice(0, size))
      .map((hash) => `${base64(hash)}\n`)
      .join("");
  }

  /** An honest request. */
  request(old: number, size: number): string {
    return `old ${old}\n${this.proof(old, size)}\n${this.note(size)}`;
  }

  get hash(): string {
    return createHash("sha256").update(this.origin).digest("hex");
  }
}

function leavesOf(seed: string, count: number): Bytes[] {
  return Array.from({ length: count }, (_, index) => leafOf(Buffer.from(`${seed} ${index}`)));
}

export interface Event {
  level: string;
  event: string;
  [fact: string]: unknown;
}

export interface Running {
  folder: string;
  url: string;
  /** Verifier keys: Ed25519, ML-DSA-44. */
  keys: string[];
  witness: Witness;
  events: Event[];
  post(body: string | Uint8Array, path?: string): Promise<{ status: number; body: string; type: string | null }>;
  get(path: string): Promise<{ status: number; body: string; type: string | null }>;
  stop(): Promise<void>;
}

export function temporaryFolder(): string {
  return mkdtempSync(join(tmpdir(), "sealbook-witness-"));
}

/** Makes a witness that knows these logs. */
export async function makeWitness(...logs: TestLog[]): Promise<string> {
  const folder = temporaryFolder();
  await initWitness(folder, { name: NAME });
  for (const { origin, keys } of logs) await addLog(folder, { origin, keys: keys.map(({ text }) => text) });
  return folder;
}

export async function startWitness(
  folder: string,
  options: { now?: () => number; rate?: number; prefix?: string; drafts?: boolean; cosigners?: Cosigners } = {},
): Promise<Running> {
  const events: Event[] = [];
  const log = (level: string, event: string, facts: Record<string, unknown> = {}): void => {
    events.push({ ...facts, level, event });
  };
  const witness = await Witness.open({
    folder,
    cosigners: options.cosigners ?? (await readKeys(folder)),
    log,
    now: options.now,
    rate: options.rate,
  });
  const { prefix, drafts } = options;
  const server = await serveWitness(witness, { host: "127.0.0.1", port: 0, prefix, drafts, version: "1.2.3", log });
  const { url } = server;
  return {
    folder,
    url,
    keys: witness.keys.map(({ text }) => text),
    witness,
    events,
    post: async (body, path = "/add-checkpoint") =>
      await answerOf(await fetch(`${url}${path}`, { method: "POST", body: body as BodyInit })),
    get: async (path) => await answerOf(await fetch(`${url}${path}`)),
    stop: async () => {
      await server.close();
      await witness.close();
    },
  };
}

async function answerOf(response: Response): Promise<{ status: number; body: string; type: string | null }> {
  return { status: response.status, body: await response.text(), type: response.headers.get("content-type") };
}

export function removeFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
}
