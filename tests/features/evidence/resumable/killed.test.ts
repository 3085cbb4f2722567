/** Connections are cut ten times and the server is killed in between: the client goes on where the server says, and one record comes of it. */
import "#tests/support/api-configuration.ts";

import assert from "node:assert/strict";
import { type ChildProcess, fork } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { once } from "node:events";
import { request } from "node:http";
import { after, before, it } from "node:test";
import { fileURLToPath } from "node:url";
import { prisma } from "#lib/infra/db/prisma.ts";
import { makeOrganisation, type TestOrganisation } from "#tests/support/accounts.ts";
import { createTestDatabase, dropTestDatabase } from "#tests/support/database.ts";
import { keyOf } from "../intake/upload-place.ts";

const SERVER = fileURLToPath(new URL("../intake/killed-server.ts", import.meta.url));
const MIB = 1024 ** 2;
const BYTES = 48 * MIB;
const CUTS = 10;
const TRIES = 5;
const PLACE = "/api/v1/uploads/resumable";

let ours: TestOrganisation;
before(async () => {
  await createTestDatabase();
  ours = await makeOrganisation();
});
let running: ChildProcess | undefined;
after(() => {
  running?.kill("SIGKILL");
  return dropTestDatabase();
});
/** Of one answer: what hangs fails, and says which request it was. */
const patience = () => AbortSignal.timeout(60_000);

async function startServer(): Promise<{ child: ChildProcess; url: string }> {
  const child = fork(SERVER, {
    execArgv: ["--conditions=react-server"],
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  running = child;
  const [{ port }] = (await once(child, "message", { signal: patience() })) as [{ port: number }];
  return { child, url: `http://127.0.0.1:${port}` };
}

const headers = () => ({ ...(keyOf(ours) as Record<string, string>), "tus-resumable": "1.0.0" });

/** Sends what is missing, and is cut after so many bytes. */
async function sendAndBreak(
  url: string,
  { bytes, offset, cutAfter, cut }: { bytes: Buffer; offset: number; cutAfter: number; cut: () => void },
) {
  const length = bytes.length - offset;
  const outgoing = request(url, {
    method: "PATCH",
    agent: false,
    headers: {
      ...headers(),
      "upload-offset": offset,
      "content-type": "application/offset+octet-stream",
      "content-length": length,
    },
  });
  outgoing.on("error", () => {});
  for (let at = offset; at < offset + cutAfter; at += 256 * 1024) {
    if (outgoing.write(bytes.subarray(at, at + 256 * 1024)) || outgoing.destroyed) continue;
    const waiting = new AbortController();
    const signal = AbortSignal.any([waiting.signal, patience()]);
    await Promise.race([once(outgoing, "drain", { signal }), once(outgoing, "close", { signal })]).catch(() => {});
    waiting.abort();
  }
  cut();
  outgoing.destroy();
}

async function arrivedAt(url: string): Promise<number> {
  const answer = await fetch(url, { method: "HEAD", headers: headers(), signal: patience() });
  assert.equal(answer.status, 200);
  return Number(answer.headers.get("upload-offset"));
}

/**
 * Sends what is missing, as clients of the protocol do: what was on its way when the connection was cut may arrive after the server was asked;
 * a piece that begins elsewhere is refused then, whole, and the client asks again.
 */
async function sendRest(url: string, bytes: Buffer<ArrayBuffer>): Promise<Response> {
  for (let tries = 1; ; tries++) {
    const offset = await arrivedAt(url);
    const answer = await fetch(url, {
      method: "PATCH",
      signal: patience(),
      headers: { ...headers(), "upload-offset": String(offset), "content-type": "application/offset+octet-stream" },
      body: bytes.subarray(offset),
    });
    if (answer.status !== 409 || tries === TRIES) return answer;
    assert.equal((await answer.json()).code, "offset_wrong");
  }
}

it("a file over a connection that is cut ten times, from a server that is killed, is one record of its bytes", async () => {
  const bytes = randomBytes(BYTES);
  let { child, url } = await startServer();
  const begun = await fetch(`${url}${PLACE}?name=large.bin`, {
    method: "POST",
    signal: patience(),
    headers: {
      ...headers(),
      "upload-length": String(BYTES),
      "repr-digest": `sha-256=:${createHash("sha256").update(bytes).digest("base64")}:`,
    },
  });
  assert.equal(begun.status, 201);
  const place = begun.headers.get("location") ?? "";
  let offset = 0;
  for (let cuts = 1; cuts <= CUTS; cuts++) {
    const kills = cuts % 3 === 0;
    await sendAndBreak(`${url}${place}`, {
      bytes,
      offset,
      cutAfter: 4 * MIB,
      cut: () => kills && child.kill("SIGKILL"),
    });
    if (kills) {
      await once(child, "exit", { signal: patience() });
      ({ child, url } = await startServer());
    }
    const arrived = await arrivedAt(`${url}${place}`);
    assert.ok(arrived >= offset && arrived <= offset + 4 * MIB, `${offset} → ${arrived}`);
    offset = arrived;
  }
  assert.ok(offset > 0, "something stayed of what was cut");
  const rest = await sendRest(`${url}${place}`, bytes);
  assert.equal(rest.status, 204);
  child.kill("SIGKILL");
  await once(child, "exit", { signal: patience() });
  ({ child, url } = await startServer());
  const recorded = await fetch(`${url}${place}/record`, { method: "POST", headers: headers(), signal: patience() });
  assert.equal(recorded.status, 201);
  assert.equal((await recorded.json()).sha256, createHash("sha256").update(bytes).digest("hex"));
  assert.equal(await prisma().evidence.count(), 1);
  child.kill("SIGKILL");
});
