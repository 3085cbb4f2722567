/** Uploads to the product's own web server, and clients that misbehave in ways fetch cannot. */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readdirSync } from "node:fs";
import { request as httpRequest } from "node:http";
import { connect } from "node:net";
import { join } from "node:path";
import { pool } from "#lib/infra/db/pool.ts";
import { testFolder } from "#tests/support/environment.ts";
import { startWeb } from "#tests/support/web.ts";

export interface UploadServer {
  url: string;
  port: number;
  close(): Promise<void>;
}

export async function startUploadServer(): Promise<UploadServer> {
  const { server, port, url } = await startWeb({ trustedProxies: 1 });
  return {
    port,
    url: `${url}/api/v1/uploads`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

export interface Answer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  // The shape is what the tests are about.
  // biome-ignore lint/suspicious/noExplicitAny: JSON of an answer
  body: any;
}

/** PUT with node's own client: headers as given, the answer read even when the body is refused on the way. */
export function put(
  url: string,
  { headers = {}, body = [] }: { headers?: Record<string, string>; body?: Uint8Array | Iterable<Uint8Array> } = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const outgoing = httpRequest(url, { method: "PUT", headers, agent: false }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk) => chunks.push(chunk));
      response.on("end", () => {
        outgoing.destroy();
        const text = Buffer.concat(chunks).toString();
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text && JSON.parse(text) });
      });
    });
    outgoing.on("error", reject);
    for (const chunk of body instanceof Uint8Array ? [body] : body) outgoing.write(chunk);
    outgoing.end();
  });
}

/** Writes raw bytes, waits a moment, then cuts the connection. */
export async function sendAndDrop(port: number, text: string, how: "reset" | "end"): Promise<void> {
  const socket = connect(port, "127.0.0.1");
  socket.on("error", () => {});
  await new Promise<void>((resolve) => socket.once("connect", resolve));
  await new Promise<void>((resolve) => socket.write(text, () => resolve()));
  await new Promise((resolve) => setTimeout(resolve, 100));
  const closed = new Promise((resolve) => socket.once("close", resolve));
  if (how === "reset") socket.resetAndDestroy();
  else socket.end();
  socket.resume();
  await closed;
}

/** Writes raw bytes and reads until the server closes or `until` has come. */
export async function converse(port: number, text: string | Buffer, until: RegExp): Promise<string> {
  const socket = connect(port, "127.0.0.1");
  socket.on("error", () => {});
  socket.write(text);
  let heard = "";
  for await (const chunk of socket) {
    heard += chunk;
    if (until.test(heard)) break;
  }
  socket.destroy();
  return heard;
}

export const sha256Hex = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");
export const reprDigest = (bytes: Uint8Array): string =>
  `sha-256=:${createHash("sha256").update(bytes).digest("base64")}:`;
export const sha512Digest = (bytes: Uint8Array): string =>
  `sha-512=:${createHash("sha512").update(bytes).digest("base64")}:`;

/** Files under a folder of the data directory, as paths relative to it. */
export function filesIn(folder: "uploads" | "content"): string[] {
  try {
    const entries = readdirSync(join(testFolder, folder), { recursive: true, withFileTypes: true });
    return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  } catch {
    return [];
  }
}

export async function countRows(): Promise<{ evidence: number; audit: number }> {
  const { rows } = await pool().query(
    `SELECT (SELECT count(*)::int FROM evidence) AS evidence,
       (SELECT count(*)::int FROM audit_event WHERE action = 'evidence.record') AS audit`,
  );
  return rows[0];
}

/** Runs `work` and asserts that it left neither a file nor a row. */
export async function leavingNothing<T>(work: () => Promise<T>): Promise<T> {
  const rows = await countRows();
  const files = [...filesIn("content")];
  const result = await work();
  // What was dropped is noticed a moment later.
  for (let tries = 0; filesIn("uploads").length > 0 && tries < 50; tries++) await new Promise((r) => setTimeout(r, 50));
  assert.deepEqual(filesIn("uploads"), [], "a temporary file stayed");
  assert.deepEqual(filesIn("content"), files, "content was kept");
  assert.deepEqual(await countRows(), rows, "something was recorded");
  return result;
}
