/** A holder's passkey opens what the link opened by which it was added, for whom it was made, and nothing once it is taken away. */
import "#tests/support/api-configuration.ts";

import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { beginPasskeySignIn } from "#lib/features/accounts/factors/verbs/create-challenge.ts";
import { signInWithPasskey } from "#lib/features/accounts/factors/verbs/sign-in-with-passkey.ts";
import { findHolder } from "#lib/features/certificates/holders/rows/holder.ts";
import { listPasskeys } from "#lib/features/certificates/holders/rows/passkeys.ts";
import { addHolderPasskey } from "#lib/features/certificates/holders/verbs/add-passkey.ts";
import { beginHolderPasskey, beginOpenWithPasskey } from "#lib/features/certificates/holders/verbs/begin-passkey.ts";
import { createHolderLink } from "#lib/features/certificates/holders/verbs/create-link.ts";
import { openWithPasskey } from "#lib/features/certificates/holders/verbs/open-with-passkey.ts";
import { removeHolderPasskey } from "#lib/features/certificates/holders/verbs/remove-passkey.ts";
import { correctAddress } from "#lib/features/certificates/shares/verbs/correct-address.ts";
import { prisma } from "#lib/infra/db/prisma.ts";
import { makeOrganisation } from "#tests/support/accounts.ts";
import { type Authenticator, makeAuthenticator, type Signing } from "#tests/support/authenticator.ts";
import { createTestDatabase, dropTestDatabase } from "#tests/support/database.ts";
import { ownerPool } from "#tests/support/ledger.ts";
import { refusalOf } from "#tests/support/refusal.ts";
import { issueBatch } from "./certificate-place.ts";

const owner = ownerPool();
const address = "192.0.2.7";
let ours: Awaited<ReturnType<typeof makeOrganisation>>;

before(async () => {
  await createTestDatabase();
  ours = await makeOrganisation("School");
});
after(async () => {
  await owner.end();
  await dropTestDatabase();
});

let holders = 0;
/** Two certificates of one holder. */
async function issued() {
  const person = { name: `H ${++holders}`, email: `h-${holders}@example.org` };
  const { certificateIds } = await issueBatch(owner, ours.id, [person, person]);
  return certificateIds as [string, string];
}
async function linkTo(certificateId: string, kind: "letter" | "issuer") {
  const expiresAt = new Date(Date.now() + 60_000);
  const { token } = await prisma().$transaction((tx) =>
    createHolderLink(tx, { certificateId, organisationId: ours.id, kind, expiresAt }),
  );
  return token;
}
async function add(token: string, authenticator: Authenticator = makeAuthenticator()) {
  const answer = authenticator.register(await beginHolderPasskey({ token, address }));
  await addHolderPasskey({ token, answer, address });
  return authenticator;
}
const open = async (authenticator: Authenticator, how?: Signing) =>
  openWithPasskey({ answer: authenticator.sign(await beginOpenWithPasskey({ address }), how), address });
const held = async (token: string) => (await findHolder(token, address))?.certificateIds.toSorted();
const passkeysOf = async (token: string) => {
  const holder = await findHolder(token, address);
  return holder ? await listPasskeys(holder) : [];
};

describe("a holder's passkey", () => {
  it("opens what the letter opened, again and again, and later letters as well", async () => {
    const certificates = await issued();
    const token = await linkTo(certificates[0], "letter");
    const authenticator = await add(token);
    for (const counter of [1, 2]) {
      const opened = await open(authenticator, { counter });
      assert.deepEqual(await held(opened.token), certificates.toSorted());
    }
    const [row, ...more] = await passkeysOf(token);
    assert.ok(row?.usedAt);
    assert.equal(more.length, 0);
    const { rows } = await owner.query(
      "SELECT action, actor ->> 'kind' AS kind FROM audit_event WHERE subject = $1 AND action LIKE 'holder%'",
      [certificates[0]],
    );
    assert.deepEqual(rows, [{ action: "holder_passkey.add", kind: "link" }]);
  });

  it("that was added by a link to one certificate opens that one, and sees none of the letter's", async () => {
    const [one, other] = await issued();
    const letter = await linkTo(one, "letter");
    await add(letter);
    const handed = await linkTo(one, "issuer");
    assert.deepEqual(await passkeysOf(handed), []);
    const opened = await open(await add(handed));
    assert.deepEqual(await held(opened.token), [one]);
    assert.equal((await passkeysOf(handed)).length, 1);
    assert.equal((await passkeysOf(letter)).length, 2);
    assert.notEqual(one, other);
  });

  it("that was removed opens nothing; the letter still does", async () => {
    const [one] = await issued();
    const token = await linkTo(one, "letter");
    const authenticator = await add(token);
    const [{ id = "" } = {}] = await passkeysOf(token);
    const strange = await linkTo((await issued())[0], "letter");
    await removeHolderPasskey({ token: strange, passkey: id, address });
    assert.equal((await passkeysOf(token)).length, 1, "another holder's");
    await removeHolderPasskey({ token, passkey: id, address });
    await removeHolderPasskey({ token, passkey: id, address });
    assert.equal(await refusalOf(open(authenticator)), "passkey_refused");
    assert.ok(await held(token));
  });

  it("that was added by a letter to a wrong address ends with its correction, and what it had opened", async () => {
    const [one] = await issued();
    const authenticator = await add(await linkTo(one, "letter"));
    const { token } = await open(authenticator, { counter: 1 });
    await correctAddress({ actor: ours.owner, certificateId: one, email: "right@example.org" });
    assert.equal(await held(token), undefined);
    assert.equal(await refusalOf(open(authenticator, { counter: 2 })), "passkey_refused");
  });

  it("is refused alike whatever is wrong: unknown, for another site, answered twice, copied, another one's challenge", async () => {
    const [one] = await issued();
    const token = await linkTo(one, "letter");
    const authenticator = await add(token);
    const asked = await beginOpenWithPasskey({ address });
    assert.deepEqual(asked.allowCredentials ?? [], [], "whose there are is not told");
    assert.equal(await refusalOf(open(makeAuthenticator())), "passkey_refused");
    assert.equal(await refusalOf(open(authenticator, { origin: "https://evil.example" })), "passkey_refused");
    assert.equal(await refusalOf(open(authenticator, { host: "evil.example" })), "passkey_refused");
    const answer = authenticator.sign(asked, { counter: 5 });
    await openWithPasskey({ answer, address });
    assert.equal(await refusalOf(openWithPasskey({ answer, address })), "passkey_refused");
    assert.equal(await refusalOf(open(authenticator, { counter: 4 })), "passkey_refused", "a copy");
    const signIn = authenticator.sign(await beginPasskeySignIn({ address }), { counter: 6 });
    assert.equal(await refusalOf(openWithPasskey({ answer: signIn, address })), "passkey_refused");
    const client = { address, userAgent: "", locale: "en" } as unknown as Parameters<
      typeof signInWithPasskey
    >[0]["client"];
    const opening = authenticator.sign(await beginOpenWithPasskey({ address }), { counter: 7 });
    assert.equal(await refusalOf(signInWithPasskey({ answer: opening, client })), "passkey_refused");
    const ownSignIn = authenticator.sign(await beginPasskeySignIn({ address }), { counter: 8 });
    assert.equal(
      await refusalOf(signInWithPasskey({ answer: ownSignIn, client })),
      "passkey_refused",
      "it is no member's",
    );
  });

  it("is added by whoever has a link, once on a device, and so many at most", async () => {
    const [one] = await issued();
    const token = await linkTo(one, "letter");
    assert.equal(await refusalOf(beginHolderPasskey({ token: "A".repeat(43), address })), "link_invalid");
    const authenticator = await add(token);
    const known = await beginHolderPasskey({ token, address });
    assert.deepEqual(
      known.excludeCredentials?.map(({ id }) => id),
      [authenticator.id],
    );
    assert.equal(await refusalOf(add(token, authenticator)), "passkey_present");
    for (let at = 1; at < 10; at++) await add(token);
    assert.equal(await refusalOf(add(token)), "too_many_passkeys");
  });

  it("is tried within a limit", async () => {
    const caller = "198.51.100.9";
    let refusal: string | undefined;
    for (let at = 0; at < 700 && refusal === undefined; at++)
      refusal = await refusalOf(beginOpenWithPasskey({ address: caller }));
    assert.equal(refusal, "too_many_attempts");
  });
});
