/** Real witnesses on loopback, each in a folder of its own, and the ledger that they watch. */
import assert from "node:assert/strict";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { nodeClients } from "#lib/features/ledger/nodes/jobs.ts";
import { NODE_TIMING, type NodeTiming } from "#lib/features/ledger/nodes/types.ts";
import { inviteNode } from "#lib/features/ledger/nodes/verbs/invite-node.ts";
import { activateNode } from "#lib/features/ledger/nodes/verbs/move-node.ts";
import { listLedgers } from "#lib/features/ledger/sealing/rows/ledgers.ts";
import { runJob } from "#lib/infra/jobs/job.ts";
import { addLog } from "#lib/parties/witness/log-list.ts";
import { initWitness } from "#lib/parties/witness/run-witness.ts";
import { Witness } from "#lib/parties/witness/witness.ts";
import { readKeys } from "#lib/parties/witness/witness-key.ts";
import { serveWitness } from "#lib/parties/witness/witness-server.ts";
import { testFolder } from "./environment.ts";

export const OPERATOR = { kind: "operator" } as const;
/** Fast enough for a test, slow enough for two cores. */
export const FAST: NodeTiming = {
  ...NODE_TIMING,
  lookMs: 100,
  heartbeatMs: 400,
  mirrorMs: 200,
  backoff: { minMs: 50, maxMs: 200 },
  timeoutMs: 2_000,
  failuresBeforeAlert: 3,
};
const WAIT_MS_MAX = 60_000;
const LOOPBACK = "127.0.0.1";

export interface RunningWitness {
  name: string;
  folder: string;
  port: number;
  url: string;
  verifierKey: string;
  /** Of ML-DSA-44, with which it signs as well. */
  mlDsaKey: string;
  stop: () => Promise<void>;
  /** Again at the same address, with what it has on its disk. */
  start: () => Promise<void>;
}

/** A witness that knows the ledger's keys. */
export async function startWitness(
  name: string,
  options: { ledger?: string; knows?: boolean } = {},
): Promise<RunningWitness> {
  const { ledger = "main", knows = true } = options;
  const folder = join(testFolder, `witness-${name}`);
  const [{ key }, second] = await initWitness(folder, { name: `witness.test/${name}` });
  assert.ok(second);
  const found = (await listLedgers()).find((one) => one.name === ledger);
  assert.ok(found);
  if (knows) {
    await addLog(folder, { origin: found.origin, keys: found.keys.map(({ verifierKey }) => verifierKey) });
  }
  let ending: (() => Promise<void>) | undefined;
  const running: RunningWitness = {
    name,
    folder,
    port: 0,
    url: "",
    verifierKey: key.text,
    mlDsaKey: second.key.text,
    stop: async () => {
      await ending?.();
      ending = undefined;
    },
    start: async () => {
      const log = () => {};
      const witness = await Witness.open({ folder, cosigners: await readKeys(folder), log });
      const server = await serveWitness(witness, { host: LOOPBACK, port: running.port, version: "test", log });
      running.url = server.url;
      running.port = Number(new URL(server.url).port);
      ending = async () => {
        await server.close();
        await witness.close();
      };
    },
  };
  await running.start();
  return running;
}

/** Anything else at an address: what it answers is the test's. */
export async function startServer(
  answer: (request: { path: string; body: string }) => {
    status: number;
    body: string;
    headers?: Record<string, string>;
  },
): Promise<{ url: string; close: () => Promise<void> }> {
  const server: Server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk) => chunks.push(chunk));
    request.on("end", () => {
      const {
        status,
        body,
        headers = {},
      } = answer({
        path: request.url ?? "",
        body: Buffer.concat(chunks).toString(),
      });
      response.writeHead(status, headers).end(body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, LOOPBACK, resolve));
  return {
    url: `http://${LOOPBACK}:${(server.address() as AddressInfo).port}`,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Adds a node and activates it. @returns its id. */
export async function addNode(node: {
  name: string;
  url: string;
  verifierKey?: string;
  kind?: "witness" | "mirror";
  operator?: string;
  contact?: string;
}): Promise<string> {
  const { kind = "witness", name, url, verifierKey, operator, contact } = node;
  const made = { kind, name, url, verifierKey, operator, contact };
  const invited = await inviteNode({ actor: OPERATOR, ledger: "main", node: made });
  assert.ok("id" in invited, JSON.stringify(invited));
  const moved = await activateNode({ actor: OPERATOR, nodeId: invited.id });
  assert.ok("state" in moved, JSON.stringify(moved));
  return invited.id;
}

/** A worker's talk with the nodes; the returned function ends it. */
export function startClients(timing: NodeTiming = FAST): () => Promise<void> {
  const stopping = new AbortController();
  const ended = runJob(nodeClients(timing), { signal: stopping.signal });
  return async () => {
    stopping.abort();
    await ended;
  };
}

/** Until it holds. */
export async function eventually<T>(what: string, look: () => Promise<T | undefined | false>): Promise<T> {
  for (let waited = 0; waited < WAIT_MS_MAX; waited += 50) {
    const found = await look();
    if (found) return found;
    await sleep(50);
  }
  return assert.fail(`it did not come to be: ${what}`);
}
