/** `sealbook verify --online` against an installation: what it says of itself is asked for, and believed as far as it is signed. */
import "#tests/support/environment.ts";
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, it } from "node:test";
import { OWN_PORT } from "./own-address.ts";

const folder = mkdtempSync(join(tmpdir(), "sealbook-online-"));
// Configuration is read at import: all of it comes behind the address.
const { api } = await import("#tests/support/web.ts");
const { createTestDatabase, dropTestDatabase } = await import("#tests/support/database.ts");
const { appendAll } = await import("#tests/support/ledger.ts");
const { issueAll, openIssuingPlace, people } = await import("#tests/features/certificates/issuing/issuing-place.ts");
const { issueOne } = await import("#lib/features/certificates/issuing/verbs/issue-one.ts");
const { endThreads } = await import("#lib/features/certificates/issuing/drawing/make-pool.ts");
const { deliverForm } = await import("#lib/features/certificates/credentials/verbs/deliver-form.ts");
const { changeStatus } = await import("#lib/features/certificates/status/verbs/change-status.ts");
const { recordStatuses } = await import("#lib/features/certificates/status/verbs/record-statuses.ts");
const { siteTrust } = await import("#lib/features/evidence/verification/rows.ts");
const { pool } = await import("#lib/infra/db/pool.ts");
const { sealbook } = await import("./run-cli.ts");
const { close, createWebServer, listen } = await import("../../../bin/web/server.ts");
const { refuse } = await import("../../../bin/web/refusal.ts");

const server = createWebServer({
  ...{ api, refuse, trustedProxies: 0, publicOrigin: `http://localhost:${OWN_PORT}`, dev: false },
  handlePage: async (_, response) => void response.writeHead(404).end(),
});
before(async () => {
  await createTestDatabase();
  await listen(server, { host: "127.0.0.1", port: OWN_PORT });
});
after(async () => {
  server.closeAllConnections();
  await close(server);
  await endThreads();
  await dropTestDatabase();
  rmSync(folder, { recursive: true, force: true });
});

it("an installation is asked for keys, list and ledger; a domain that it calls proven is looked at by who asks", async () => {
  const { organisation, issuer, template } = await openIssuingPlace("Blue Harbour School");
  await pool().query(
    `INSERT INTO issuer_domain (issuer_id, domain, method, checked_at, outcome, seen_at)
     VALUES ($1, 'harbour.example', 'dns', now(), 'proven', now())`,
    [issuer.id],
  );
  const [person] = people(1);
  const { owner: actor } = organisation;
  const certificate = { template, ...person } as Parameters<typeof issueOne>[0]["certificate"];
  const { certificateId } = await issueOne({ actor, certificate });
  await issueAll();
  await appendAll();
  writeFileSync(join(folder, "c.pdf"), (await deliverForm({ id: certificateId, form: "pdf" })).bytes);
  writeFileSync(join(folder, "policy"), (await siteTrust())[0]?.keys ?? "");
  const judged = async (...more: string[]) => {
    const args = ["verify", "c.pdf", "--policy", "policy", "--json", ...more];
    // Nobody listens there: the domain cannot be asked.
    const { code, stdout, stderr } = await sealbook(args, { cwd: folder, env: { DNS_SERVERS: "127.0.0.1:9" } });
    assert.equal(stderr, "");
    const found = JSON.parse(stdout).certificate;
    const open = found.steps.filter(({ status }: { status: string }) => status !== "ok");
    return { code, found, open: open.map(({ name, reason }: Record<string, string>) => `${name}: ${reason}`) };
  };
  assert.deepEqual((await judged()).found.verdict, "could_not_check");
  const asked = await judged("--online");
  assert.deepEqual([asked.open, asked.code], [["issuer: domain_unproven"], 3]);
  assert.deepEqual([asked.found.issuer.isProven, asked.found.issuer.named], [false, ["harbour.example"]]);
  await changeStatus({ actor, certificateIds: [certificateId], state: "revoked", reason: "cheated" });
  const listed = await judged("--online");
  assert.deepEqual([listed.found.verdict, listed.code], ["revoked", 6]);
  await recordStatuses();
  await appendAll();
  const recorded = await judged("--online");
  assert.deepEqual([recorded.found.status.reason, recorded.code], ["cheated", 6]);
});
