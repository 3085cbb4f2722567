/**
 * Certificates that were handed out stay what they are: these files never change, whatever the code becomes. A new form gets new files beside
 * them, and a version of its own.
 */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { parsePolicy } from "#lib/core/log/policy.ts";
import { openReceipt } from "#lib/core/receipt/open-receipt.ts";
import { sha256 } from "#lib/core/text/bytes.ts";
import { readBaked } from "#lib/credentials/bake.ts";
import { certificateParts } from "#lib/verify/certificate/file-parts.ts";
import { joinCertificates, openCertificate } from "#lib/verify/certificate/open.ts";
import { verifyCertificate } from "#lib/verify/certificate/verify.ts";
import { verify } from "#lib/verify/verify.ts";

const read = (name: string): Buffer => readFileSync(new URL(`../../core/golden/certificate/${name}`, import.meta.url));
const text = (name: string): string => read(name).toString();
const policy = parsePolicy(text("policy.txt"));
const domains = [{ domain: "school.example", method: "dns" as const, seenAt: "2026-11-22T13:45:00.123Z" }];
/** While its status lists are fresh. */
const now = new Date("2026-11-29T12:00:00.000Z");

for (const name of ["certificate.pdf", "credential.json", "presentation.sd-jwt", "badge.png", "badge.svg"]) {
  test(`${name} of the first version is valid, with its receipt`, async () => {
    assert.ok(!("error" in policy));
    const bytes = new Uint8Array(read(name));
    const opened = await openCertificate((await readBaked(bytes)) ?? bytes);
    const receipt = await openCertificate(new Uint8Array(read("receipt.json")));
    assert.ok(opened && receipt);
    const statusList = text(name.endsWith("sd-jwt") ? "token-status-list.jwt" : "status-list.json");
    const sources = { document: text("did.json"), history: text("keys.json"), domains, statusList, statuses: [] };
    const whole = opened.receipt ? opened : joinCertificates(opened, receipt);
    const found = await verifyCertificate(whole, { sources, trust: () => ({ policy }), now });
    assert.deepEqual(
      found.steps.filter(({ status }) => status === "failed"),
      [],
    );
    assert.equal(found.verdict, "valid");
    assert.ok(JSON.stringify(found).includes("张𠮷 Zhang Ji"));
  });
}

test("receipt.json of the first version verifies, sealed, with each form of its certificate", async () => {
  assert.ok(!("error" in policy));
  const receipt = openReceipt(new Uint8Array(read("receipt.json")));
  for (const name of ["certificate.pdf", "credential.json", "presentation.sd-jwt"]) {
    const file = new Uint8Array(read(name));
    const parts = await certificateParts(file, receipt);
    const { verdict, steps } = await verify({ receipt, policy, sha256: sha256(file), parts });
    assert.equal(verdict, "valid");
    const ok = steps.filter(({ status }) => status === "ok").map((step) => step.name);
    assert.ok(ok.includes("certificate") && ok.includes("file"), `${name}: ${ok.join(" ")}`);
  }
});
