/** That a proxy is not believed is an alert, which ends with the start that believes it. */
import "#tests/support/environment.ts";
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { listOpenSubjects } from "#lib/features/alarms/rows.ts";
import { createTestDatabase, dropTestDatabase } from "#tests/support/database.ts";
import { tellOfProxy } from "../../../bin/web/tell-of-proxy.ts";
import { closeServers, send, start } from "./web-stand-in.ts";

before(() => createTestDatabase());
after(async () => {
  await closeServers();
  await dropTestDatabase();
});

const open = () => listOpenSubjects("proxy_untrusted");

async function until(count: number): Promise<void> {
  for (let tries = 0; tries < 1_000 && (await open()).length !== count; tries += 1) await sleep(20);
  assert.equal((await open()).length, count);
}

test("requests that a proxy forwarded open an alert while no proxy is trusted, health checks aside", async () => {
  const { saw } = tellOfProxy({ trustedProxies: 0, windowMs: 20 });
  const { port } = await start({ noteForwarded: saw });
  for (let n = 0; n < 3; n += 1) await send(port, "/api/v1/health");
  await sleep(30);
  await send(port, "/api/v1/health", { headers: { "x-forwarded-for": "192.0.2.1" } });
  assert.deepEqual(await open(), []);
  await send(port, "/verify", { headers: { "x-forwarded-for": "192.0.2.1" } });
  await until(1);
  const trusting = tellOfProxy({ trustedProxies: 1 });
  await until(0);
  trusting.saw(true);
  await sleep(50);
  assert.deepEqual(await open(), []);
});
