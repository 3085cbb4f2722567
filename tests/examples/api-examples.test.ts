/** The examples of the reference run as they stand, against a web process, and the worker's jobs that anchor and that send webhooks. */
import "#tests/support/api-configuration.ts";
import assert from "node:assert/strict";
import { execFile, execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { promisify } from "node:util";
import { FLOWS } from "#lib/features/operations/reference/types.ts";
import { TEST_SCOPES } from "#lib/words/permissions.ts";
import { testFolder } from "#tests/support/environment.ts";

/** Told by webhooks in the stead of the first program, which is a shell and listens to nobody. */
const receiver = createServer((request, response) => request.resume().on("end", () => response.writeHead(204).end()));
const RECEIVER_PORT = await new Promise<number>((resolve) =>
  receiver.listen(0, "127.0.0.1", () => resolve((receiver.address() as AddressInfo).port)),
);
process.env.WEBHOOK_INSIDE_HOSTS = `127.0.0.1:${RECEIVER_PORT}`;
const { createApiKey } = await import("#lib/features/accounts/api-keys/verbs/create-api-key.ts");
const { subscriptionDelivery } = await import("#lib/features/accounts/webhooks/letters.ts");
const { blockAppender } = await import("#lib/features/ledger/sealing/jobs.ts");
const { partsOf } = await import("#lib/features/operations/reference/pages.ts");
const { webhookSender } = await import("#lib/features/outbox/jobs.ts");
const { runJobs } = await import("#lib/infra/jobs/job.ts");
const { makeOrganisation } = await import("#tests/support/accounts.ts");
const { createTestDatabase, dropTestDatabase } = await import("#tests/support/database.ts");
const { startWeb } = await import("#tests/support/web.ts");

const EXAMPLES = "docs/examples";
const PROGRAMS = [
  { file: "api.sh", program: "bash", needs: ["bash", "jq", "curl", "openssl"] },
  { file: "api.ts", program: process.execPath, needs: [] },
  { file: "Api.java", program: "java", needs: ["java"] },
  { file: "api.py", program: "python3", needs: ["python3"] },
] as const;
const RUN_MS_MAX = 120_000;
const UUID = "[0-9a-f-]{36}";
/** What each of them says, in this order. */
const SAYS = new RegExp(
  ["recorded I", "uploaded I", "anchored I", "verified valid", "line 1 I", "line 2 I", "line 3 I", "told \\S+", ""]
    .join("\n")
    .replaceAll("I", UUID),
);

const run = promisify(execFile);
const stop = new AbortController();
let web: Awaited<ReturnType<typeof startWeb>>;
let working: Promise<void>;
let key: string;

function isThere(program: string): boolean {
  try {
    execFileSync("sh", ["-c", `command -v ${program}`]);
    return true;
  } catch {
    return false;
  }
}

before(async () => {
  await createTestDatabase();
  const bank = await makeOrganisation("Blue Harbour Bank 蓝港银行");
  const made = await createApiKey({ actor: bank.owner, name: "examples", scopes: [...TEST_SCOPES], test: true });
  key = made.secret;
  web = await startWeb();
  const jobs = [blockAppender(), webhookSender([subscriptionDelivery])];
  working = runJobs(jobs, { signal: stop.signal, onReady: () => {} });
});
after(async () => {
  stop.abort();
  receiver.closeAllConnections();
  receiver.close();
  await working;
  web.server.closeAllConnections();
  await new Promise((resolve) => web.server.close(resolve));
  await dropTestDatabase();
});

describe("the examples of the reference", () => {
  for (const { file, program, needs } of PROGRAMS) {
    const missing = needs.filter((each) => !isThere(each));
    it(`${file} runs as it stands`, { skip: missing.length > 0 && `not here: ${missing.join(", ")}` }, async () => {
      const content = join(testFolder, `${file}.pdf`);
      writeFileSync(content, `A contract for ${file}`);
      const env = {
        ...{ ...process.env, SEALBOOK_URL: web.url, SEALBOOK_KEY: key },
        ...{ FILE: content, RECEIVER_PORT: `${RECEIVER_PORT}` },
      };
      // The others listen there themselves.
      if (program !== "bash" && receiver.listening) await new Promise((resolve) => receiver.close(resolve));
      const { stdout } = await run(program, [join(EXAMPLES, file)], { env, timeout: RUN_MS_MAX });
      assert.match(stdout, SAYS);
    });

    it(`${file} has every flow, each in a part of its own`, () => {
      const parts = partsOf(readFileSync(join(EXAMPLES, file), "utf8"));
      assert.deepEqual(Object.keys(parts), [...FLOWS]);
      for (const part of Object.values(parts)) assert.ok(part.length > 40);
    });
  }
});
