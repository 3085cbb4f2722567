/** A host that says of itself that famous domains were proven proves nothing: each domain is asked. */
import assert from "node:assert/strict";
import { it } from "node:test";
import { namesIssuer, seenDomains } from "#lib/verify/certificate/seen-domains.ts";

const did = "did:web:stranger.example:issuers:famous";

it("only domains that say so themselves count, whatever the issuer's host says of them", async () => {
  const asked: string[] = [];
  const look = async ({ domain, method }: { domain: string; method: "dns" | "file" }) => {
    asked.push(`${method} ${domain}`);
    return domain === "own.example";
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

it("a domain names the issuer by a record or a line of its own, and by no part of one", () => {
  assert.ok(namesIssuer(`v=spf1\n did=${did} `, { did, method: "dns" }));
  assert.ok(namesIssuer(`# ours\r\n${did}\r\n`, { did, method: "file" }));
  for (const statements of ["", did, `did=${did}x`, `x did=${did}`]) {
    assert.ok(!namesIssuer(statements, { did, method: "dns" }), statements);
  }
  for (const statements of ["", `did=${did}`, `${did}/x`, `${"\n".repeat(200)}${did}`]) {
    assert.ok(!namesIssuer(statements, { did, method: "file" }), statements);
  }
});
