/** What anybody may read or verify, scripts of any page may ask; what belongs to our own pages, or to an account, they may not. */
import "#tests/support/api-configuration.ts";
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { endpoints } from "#lib/features/all.ts";
import { tagOf } from "#lib/features/operations/reference/drawing/names.ts";
import { makeOrganisation } from "#tests/support/accounts.ts";
import { at, call, send } from "#tests/support/call.ts";
import { createTestDatabase, dropTestDatabase } from "#tests/support/database.ts";

/** Of what anybody may ask, and whose place is another: keys for whoever reads the reference here, what watches
 * the machine, figures with a token, a whole program. */
const NOT_FOR_OTHER_SITES = [
  ...["POST /api/v1/sandbox", "GET /metrics", "GET /verifier.html"],
  ...["GET /api/v1/health", "GET /healthz", "GET /readyz"],
];

before(async () => {
  await createTestDatabase();
  await makeOrganisation();
});
after(() => dropTestDatabase());

const publicOnes = endpoints.filter((endpoint) => endpoint.auth === "public" && tagOf(endpoint) !== "pages");

describe("scripts of pages of other sites", () => {
  it("may ask everything that anybody may read or verify", () => {
    const closed = publicOnes.filter(({ cors }) => !cors).map(({ method, path }) => `${method} ${path}`);
    assert.deepEqual(closed.toSorted(), NOT_FOR_OTHER_SITES.toSorted());
  });

  it("may ask nothing that takes an account", () => {
    assert.deepEqual(
      endpoints.filter(({ auth, cors }) => auth !== "public" && cors),
      [],
    );
  });

  it("are told so by a preflight and by the answer, a refusal included, and never with credentials", async () => {
    const origin = "https://elsewhere.example";
    const asks = { origin, "access-control-request-method": "POST", "access-control-request-headers": "content-type" };
    const preflight = await send("/api/v1/verify", { method: "OPTIONS", headers: asks });
    assert.equal(preflight.headers.get("access-control-allow-origin"), "*");
    assert.match(preflight.headers.get("access-control-allow-methods") ?? "", /POST/);
    assert.match(preflight.headers.get("access-control-allow-headers") ?? "", /content-type/i);
    const answers = [
      await call(at("/api/v1/verify").POST, { headers: { origin }, body: { receipt: "{}" } }),
      await call(at("/api/v1/verify").POST, { headers: { origin }, body: { nothing: 1 } }),
      await call(at("/api/v1/openapi.json").GET, { headers: { origin } }),
      await call(at("/api/v1/lookup").GET, { headers: { origin }, query: { sha256: "0".repeat(64) } }),
    ];
    for (const answer of [preflight, ...answers]) {
      assert.equal(answer.headers.get("access-control-allow-origin"), "*");
      assert.equal(answer.headers.get("access-control-allow-credentials"), null);
    }
  });

  it("are told nothing of an account's", async () => {
    const origin = "https://elsewhere.example";
    const answer = await call(at("/api/v1/evidence").GET, { headers: { origin } });
    assert.deepEqual([answer.status, answer.headers.get("access-control-allow-origin")], [401, null]);
    const made = await call(at("/api/v1/sandbox").POST, { headers: { origin }, body: {} });
    assert.equal(made.headers.get("access-control-allow-origin"), null);
  });
});
