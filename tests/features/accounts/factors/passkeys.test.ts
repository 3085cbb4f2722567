/** Passkeys: what they sign for, and what is refused of what claims to be one. */
import "#tests/support/environment.ts";
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { readFactors } from "#lib/features/accounts/factors/rows.ts";
import { newPasskeySchema, passkeySchema } from "#lib/features/accounts/factors/schema.ts";
import { addPasskey } from "#lib/features/accounts/factors/verbs/add-passkey.ts";
import {
  beginOwnPasskey,
  beginPasskey,
  beginPasskeySignIn,
} from "#lib/features/accounts/factors/verbs/create-challenge.ts";
import { finishWithPasskey } from "#lib/features/accounts/factors/verbs/finish-sign-in.ts";
import { proveWithPasskey } from "#lib/features/accounts/factors/verbs/prove-with-passkey.ts";
import { removePasskey } from "#lib/features/accounts/factors/verbs/remove-factor.ts";
import { renamePasskey } from "#lib/features/accounts/factors/verbs/rename-passkey.ts";
import { signInWithPasskey } from "#lib/features/accounts/factors/verbs/sign-in-with-passkey.ts";
import { signIn } from "#lib/features/accounts/sessions/verbs/sign-in.ts";
import type { UserActor } from "#lib/gate/actor.ts";
import { pool } from "#lib/infra/db/pool.ts";
import { prisma } from "#lib/infra/db/prisma.ts";
import { makeOrganisation, TEST_PASSWORD } from "#tests/support/accounts.ts";
import { makeAuthenticator } from "#tests/support/authenticator.ts";
import { createTestDatabase, dropTestDatabase } from "#tests/support/database.ts";
import { actorOf, auditOf, client } from "#tests/support/members.ts";

before(() => createTestDatabase());
after(() => dropTestDatabase());

const { address } = client;

async function withPasskey(actor: UserActor, name = "Laptop") {
  const key = makeAuthenticator();
  const { codes } = await addPasskey({ actor, name, answer: key.register(await beginPasskey({ actor })) });
  return { key, codes };
}

async function ownerWithPasskey() {
  const made = await makeOrganisation();
  return { ...made, ...(await withPasskey(made.owner)) };
}

const challengeForSignIn = () => beginPasskeySignIn({ address });
const refused = { code: "passkey_refused" };

describe("a passkey", () => {
  it("signs in by itself when its authenticator knows who holds it, and is two factors", async () => {
    const { owner, key, id } = await ownerWithPasskey();
    const { sessionId, awaits } = await signInWithPasskey({ answer: key.sign(await challengeForSignIn()), client });
    assert.equal(awaits, undefined);
    assert.equal((await actorOf(sessionId))?.userId, owner.userId);
    const unverified = key.sign(await challengeForSignIn(), { verified: false });
    await assert.rejects(signInWithPasskey({ answer: unverified, client }), refused);
    assert.ok((await auditOf(id)).includes("passkey.add"));
  });

  it("is a second factor beside the password, also where its authenticator knows nobody", async () => {
    const { owner, ownerEmail, key } = await ownerWithPasskey();
    const half = await signIn({ email: ownerEmail, password: TEST_PASSWORD, client });
    assert.equal(half.awaits, "factor");
    const asked = await beginOwnPasskey({ userId: owner.userId, purpose: "second", address });
    assert.deepEqual(
      asked.allowCredentials?.map((each) => each.id),
      [key.id],
    );
    const answer = key.sign(asked, { verified: false });
    const { sessionId } = await finishWithPasskey({ sessionId: half.sessionId, answer, client });
    assert.notEqual(sessionId, half.sessionId);
    assert.ok(await actorOf(sessionId));
  });

  it("answers each challenge once, for what it was made, at this address, and before it is too old", async () => {
    const { owner, ownerEmail, key } = await ownerWithPasskey();
    const once = key.sign(await challengeForSignIn());
    const both = await Promise.allSettled([
      signInWithPasskey({ answer: once, client }),
      signInWithPasskey({ answer: once, client }),
    ]);
    assert.equal(
      both.filter(({ status }) => status === "fulfilled").length,
      1,
      "a replay is refused, also at the same moment",
    );
    const proof = await beginOwnPasskey({ userId: owner.userId, purpose: "prove", address });
    await assert.rejects(signInWithPasskey({ answer: key.sign(proof), client }), refused, "made for something else");
    const own = { challenge: Buffer.alloc(32, 7).toString("base64url") };
    await assert.rejects(signInWithPasskey({ answer: key.sign(own), client }), refused, "made by nobody here");
    for (const how of [{ origin: "https://sealbook.example" }, { host: "sealbook.example" }]) {
      await assert.rejects(signInWithPasskey({ answer: key.sign(await challengeForSignIn(), how), client }), refused);
    }
    const old = { challenge: Buffer.alloc(32, 9).toString("base64url") };
    await prisma().passkeyChallenge.create({
      data: { challenge: new Uint8Array(32).fill(9), purpose: "sign-in", expiresAt: new Date(Date.now() - 1) },
    });
    await assert.rejects(signInWithPasskey({ answer: key.sign(old), client }), refused);
    const half = await signIn({ email: ownerEmail, password: TEST_PASSWORD, client });
    const answer = key.sign(await challengeForSignIn());
    await assert.rejects(finishWithPasskey({ sessionId: half.sessionId, answer, client }), refused);
  });

  it("of somebody else, a forged one and a copy whose counter stands still are refused", async () => {
    const { ownerEmail, key } = await ownerWithPasskey();
    const other = await ownerWithPasskey();
    const half = await signIn({ email: ownerEmail, password: TEST_PASSWORD, client });
    const own = async () => {
      const { userId } = (await readAwaiting(half.sessionId)) ?? assert.fail();
      return await beginOwnPasskey({ userId, purpose: "second", address });
    };
    await assert.rejects(
      finishWithPasskey({ sessionId: half.sessionId, answer: other.key.sign(await own()), client }),
      refused,
    );
    const forged = { ...makeAuthenticator().sign(await challengeForSignIn()), id: key.id, rawId: key.id };
    await assert.rejects(signInWithPasskey({ answer: forged, client }), refused);
    assert.ok(await signInWithPasskey({ answer: key.sign(await challengeForSignIn(), { counter: 5 }), client }));
    for (const counter of [5, 4, 0]) {
      const copy = key.sign(await challengeForSignIn(), { counter });
      await assert.rejects(signInWithPasskey({ answer: copy, client }), refused, `counter ${counter}`);
    }
    assert.ok(await signInWithPasskey({ answer: key.sign(await challengeForSignIn(), { counter: 6 }), client }));
  });

  it("is added with a fresh proof, once, beside others, named, renamed and removed by its owner alone", async () => {
    const { owner } = await makeOrganisation();
    const stranger = (await makeOrganisation()).owner;
    const { key, codes } = await withPasskey(owner);
    assert.equal(codes?.length, 10, "the first factor brings recovery codes");
    const second = await withPasskey(owner, "安全密钥");
    assert.equal(second.codes, undefined);
    const again = key.register(await beginPasskey({ actor: owner }));
    await assert.rejects(addPasskey({ actor: owner, name: "Copy", answer: again }), { code: "passkey_present" });
    const taken = key.register(await beginPasskey({ actor: stranger }));
    await assert.rejects(addPasskey({ actor: stranger, name: "Taken", answer: taken }), { code: "passkey_present" });
    assert.equal((await readFactors(stranger)).codesLeft, 0, "what was refused left nothing");
    const foreign = makeAuthenticator().register(await beginPasskey({ actor: owner }));
    await assert.rejects(
      addPasskey({ actor: stranger, name: "X", answer: foreign }),
      refused,
      "asked for by somebody else",
    );
    const [first] = (await readFactors(owner)).passkeys;
    const id = first?.id ?? "";
    await assert.rejects(renamePasskey({ actor: stranger, id, name: "X" }), { code: "gone" });
    await assert.rejects(removePasskey({ actor: stranger, id }), { code: "gone" });
    await renamePasskey({ actor: owner, id, name: "Desk" });
    await pool().query("UPDATE session SET proven_at = NULL WHERE id = $1", [owner.sessionId]);
    await assert.rejects(removePasskey({ actor: owner, id }), { code: "proof_needed" });
    await assert.rejects(beginPasskey({ actor: owner }), { code: "proof_needed" });
    const asked = await beginOwnPasskey({ userId: owner.userId, purpose: "prove", address });
    await proveWithPasskey({ actor: owner, answer: second.key.sign(asked) });
    await removePasskey({ actor: owner, id });
    assert.deepEqual(
      (await readFactors(owner)).passkeys.map(({ name }) => name),
      ["安全密钥"],
    );
  });

  it("used and removed at once is one before the other: neither waits for ever, and nothing else comes of it", async () => {
    for (let round = 0; round < 12; round++) {
      const { owner, key } = await ownerWithPasskey();
      const [passkey] = (await readFactors(owner)).passkeys;
      const answer = key.sign(await challengeForSignIn());
      const [used, removed] = await Promise.allSettled([
        signInWithPasskey({ answer, client }),
        removePasskey({ actor: owner, id: passkey?.id ?? "" }),
      ]);
      assert.equal(removed.status, "fulfilled");
      if (used.status === "rejected") assert.equal(used.reason.code, "passkey_refused", String(used.reason));
    }
  });

  it("that is no answer of a browser is refused as it comes", () => {
    const key = makeAuthenticator();
    key.register({ challenge: "AAAA", user: { id: "AAAA" } });
    const good = key.sign({ challenge: "AAAA" });
    assert.ok(passkeySchema.safeParse({ answer: JSON.stringify(good) }).success);
    const bad = [
      "",
      "{",
      "null",
      "[]",
      JSON.stringify({ ...good, id: "<>" }),
      `"${"x".repeat(30_000)}"`,
      JSON.stringify({ id: good.id }),
    ];
    for (const answer of bad) {
      const parsed = passkeySchema.safeParse({ answer });
      assert.ok(parsed.error?.issues.length, answer.slice(0, 40));
      assert.ok(newPasskeySchema.safeParse({ name: "N", answer }).error);
    }
  });
});

async function readAwaiting(sessionId: string) {
  const { findAwaiting } = await import("#lib/features/accounts/sessions/rows.ts");
  return await findAwaiting(sessionId);
}
