/** Certificates of other systems, judged by the API: what takes nobody to ask is checked, and what was not is never called fine. */
import "#tests/support/environment.ts";
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, describe, it } from "node:test";
import { ed25519 } from "@noble/curves/ed25519.js";
import sharp from "sharp";
import { bakePng } from "#lib/credentials/bake-png.ts";
import type { CheckedElsewhere } from "#lib/features/certificates/verdict/types.ts";
import { foreignBadge } from "#tests/credentials/elsewhere/foreign-badge.ts";
import { attestation4, blockcert, ethereumKey } from "#tests/credentials/elsewhere/makers.ts";
import { at, call } from "#tests/support/call.ts";
import { createTestDatabase, dropTestDatabase } from "#tests/support/database.ts";

const VERIFY = at("/api/v1/verify").POST;
const SAMPLE = new URL("../../../credentials/elsewhere/open-attestation.json", import.meta.url);

before(() => createTestDatabase());
after(() => dropTestDatabase());

async function judged(body: unknown, type?: string): Promise<CheckedElsewhere["elsewhere"]> {
  const answer = await call(VERIFY, { body, ...(type ? { headers: { "content-type": type } } : {}) });
  const read = (await answer.json()) as CheckedElsewhere;
  assert.equal(answer.status, 200, JSON.stringify(read));
  return read.elsewhere;
}
const judgedText = (document: unknown) =>
  judged({ certificate: typeof document === "string" ? document : JSON.stringify(document) });

describe("a certificate of another system", () => {
  it("is called by its system and checked in part, with nobody asked", async () => {
    const { whole } = JSON.parse(readFileSync(SAMPLE, "utf8"));
    for (const [system, document] of [
      ["open_badges_3", await foreignBadge(ed25519.utils.randomSecretKey())],
      ["blockcerts_3", await blockcert()],
      ["open_attestation_2", whole],
      ["open_attestation_4", attestation4(ethereumKey())],
    ]) {
      const found = await judgedText(document);
      assert.deepEqual([found.system, found.verdict, found.asked], [system, "partly", []]);
      assert.deepEqual(found.steps[0], { ...found.steps[0], name: "content", status: "ok" });
      assert.ok(found.states.title, system);
    }
  });

  it("that was changed is altered, and nothing that it states is shown", async () => {
    const badge = (await foreignBadge(ed25519.utils.randomSecretKey())).replace("张𠮷", "李四");
    const chained = await blockcert();
    chained.credentialSubject.name = "李四";
    for (const document of [badge, chained]) {
      const { verdict, states } = await judgedText(document);
      assert.deepEqual([verdict, states], ["altered", {}]);
    }
  });

  it("is read out of a picture", async () => {
    const picture = sharp({ create: { width: 9, height: 9, channels: 4, background: "#c00" } });
    const badge = await foreignBadge(ed25519.utils.randomSecretKey());
    const baked = bakePng(new Uint8Array(await picture.png().toBuffer()), badge);
    const { system, verdict } = await judged(baked, "image/png");
    assert.deepEqual([system, verdict], ["open_badges_3", "partly"]);
  });

  it("is refused by name where it is none", async () => {
    const answer = await call(VERIFY, { body: { certificate: "{}" } });
    assert.deepEqual([answer.status, ((await answer.json()) as { code: string }).code], [400, "invalid_field"]);
  });
});
