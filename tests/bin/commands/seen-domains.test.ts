/** A host that says of itself that famous domains were proven proves nothing: each domain is asked. */
import "#tests/support/environment.ts";
import assert from "node:assert/strict";
import { it } from "node:test";
import { seenDomains } from "../../../bin/commands/seen-domains.ts";

const did = "did:web:stranger.example:issuers:famous";

it("only domains that say so themselves count, whatever the issuer's host says of them", async () => {
  const asked: string[] = [];
  const look = async ({ domain, method }: { domain: string; method: "dns" | "file" }) => {
    asked.push(`${method} ${domain}`);
    return domain === "own.example" ? ("proven" as const) : ("record_missing" as const);
  };
  const claimed = [
    { domain: "famous.example", method: "dns", seenAt: "2026-11-01T00:00:00.000Z" },
    { domain: "famous.example@stranger.example", method: "file" },
    { domain: "famous.example/../", method: "file" },
    { domain: "127.0.0.1", method: "file" },
    { domain: "own.example", method: "odd" },
  ];
  const seen = await seenDomains(claimed, { did, look });
  assert.deepEqual(asked, ["dns famous.example", "file own.example"]);
  assert.deepEqual(
    seen.map(({ domain, method }) => [domain, method]),
    [["own.example", "file"]],
  );
});
