/** A holder's wallet gets the certificate that was issued, once, by who has code and digits; two wallets that share no code agree. */
import "#tests/support/api-configuration.ts";

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { after, before, describe, it } from "node:test";
import { clientAuthenticationAnonymous } from "@openid4vc/oauth2";
import { Openid4vciClient } from "@openid4vc/openid4vci";
import { parseLeaf } from "#lib/core/certificate/leaf.ts";
import { readP256Jwk } from "#lib/credentials/es256.ts";
import { verifySdJwt } from "#lib/credentials/sd-jwt.ts";
import { publicUrl } from "#lib/env.ts";
import { readIssued } from "#lib/features/certificates/credentials/rows.ts";
import { claimCertificate } from "#lib/features/certificates/holders/verbs/claim-certificate.ts";
import { createHolderLink } from "#lib/features/certificates/holders/verbs/create-link.ts";
import { makeClaimLink } from "#lib/features/certificates/holders/verbs/send-again.ts";
import { endThreads } from "#lib/features/certificates/issuing/drawing/make-pool.ts";
import { issueOne } from "#lib/features/certificates/issuing/verbs/issue-one.ts";
import { correctAddress } from "#lib/features/certificates/shares/verbs/correct-address.ts";
import { changeStatus } from "#lib/features/certificates/status/verbs/change-status.ts";
import { makeNonce } from "#lib/features/certificates/wallets/checks/nonce.ts";
import { NONCE_AGE_MS_MAX } from "#lib/features/certificates/wallets/types.ts";
import { offerCertificate } from "#lib/features/certificates/wallets/verbs/offer-certificate.ts";
import { pool } from "#lib/infra/db/pool.ts";
import { prisma } from "#lib/infra/db/prisma.ts";
import {
  DOCUMENT,
  type IssuingPlace,
  issueAll,
  openIssuingPlace,
  publishTemplate,
} from "#tests/features/certificates/issuing/issuing-place.ts";
import { send } from "#tests/support/call.ts";
import { createTestDatabase, dropTestDatabase } from "#tests/support/database.ts";
import { refusalOf } from "#tests/support/refusal.ts";
import { type Fetch, type Found, SpecWallet, shapes, strangersKey } from "./spec-wallet.ts";

const address = "192.0.2.9";
const fetchHere: Fetch = async (given, init) => {
  assert.ok(given.startsWith(`${publicUrl}/`), given);
  return await send(given.slice(publicUrl.length), init);
};
const wallet = new SpecWallet(fetchHere);
let place: IssuingPlace;
let template: string;

before(async () => {
  await createTestDatabase();
  place = await openIssuingPlace("Blue Harbour School 蓝港学校");
  template = await publishTemplate(place.organisation.id, {
    ...DOCUMENT,
    predicates: [{ field: "score", kind: "gte", value: "90" }],
  });
});
after(async () => {
  await endThreads();
  await dropTestDatabase();
});

interface Held {
  token: string;
  certificateId: string;
}

async function issued(): Promise<Held> {
  const { owner: actor } = place.organisation;
  const values = { course: "数据结构", score: "93", passed_on: "2026-06-30" };
  const certificate = { template, holderName: "欧阳𠮷", values };
  const { certificateId } = await issueOne({ actor, certificate });
  await issueAll();
  const { url } = await makeClaimLink({ actor, certificateId });
  return { token: url.split("/").at(-1) ?? "", certificateId };
}

async function claimed(): Promise<Held> {
  const held = await issued();
  await claimCertificate({ ...held, address, locale: "zh-CN" });
  return held;
}

const offered = async (held?: Held) => {
  const by = held ?? (await claimed());
  const { link, pin } = await offerCertificate({ ...by, address });
  return { ...by, link, pin };
};

async function authorised(held?: Held): Promise<{ found: Found; token: string; certificateId: string }> {
  const { link, pin, certificateId } = await offered(held);
  const found = await wallet.look(link);
  const answer = await wallet.redeem(found, pin);
  const { access_token: token } = shapes.token.parse(await answer.json());
  return { found, token, certificateId };
}

const errorOf = async (answer: Response) => [answer.status, shapes.refusal.parse(await answer.json()).error];

async function assertIsTheCertificate(credential: string, certificateId: string) {
  const forms = await readIssued(certificateId);
  assert.equal(credential, forms?.sdJwt);
  const digest = createHash("sha256")
    .update(credential.split("~")[0] ?? "")
    .digest("base64");
  assert.equal(parseLeaf(forms?.leaf ?? "")?.sdJwt, digest, "it is what the batch's leaf binds");
}

describe("a wallet by the standard's text", () => {
  it("gets the certificate, which verifies by what its issuer publishes", async () => {
    const { found, token, certificateId } = await authorised();
    const answer = await wallet.ask(found, token);
    assert.equal(answer.headers.get("cache-control"), "no-store");
    const { credentials } = shapes.credential.parse(await answer.json());
    const [{ credential }] = credentials;
    await assertIsTheCertificate(credential, certificateId);
    const { iss, vct } = JSON.parse(Buffer.from(credential.split(".")[1] ?? "", "base64url").toString("utf8"));
    const keys = (await wallet.get(iss.replace("/issuers/", "/.well-known/jwt-vc-issuer/issuers/"))) as {
      jwks: { keys: { kid: string }[] };
    };
    const keyOf = async ({ kid }: { kid: string | undefined }) =>
      readP256Jwk(keys.jwks.keys.find((key) => key.kid === kid));
    const verified = await verifySdJwt({ text: credential, keyOf, now: Date.now() });
    assert.ok(verified.ok);
    assert.deepEqual(verified.claims.predicates, { "score_gte.90": true }, "what the issuer computed is in it");
    const [configuration] = Object.values(found.issuer.credential_configurations_supported);
    assert.equal(configuration?.vct, vct);
    assert.equal(((await wallet.get(vct)) as { vct: string }).vct, vct);
  });

  it("may prove a key, rightly or not at all", async () => {
    const { found, token } = await authorised();
    const nonce = await wallet.nonce(found);
    const right = await wallet.ask(found, token, { proofs: { jwt: [wallet.proof(found, nonce)] } });
    assert.equal(right.status, 200);
    const secret = wallet.keys.privateKey.export({ format: "jwk" });
    const { issuer } = found;
    const old = Math.floor(Date.now() / 1_000) - 3_600;
    const wrong: [string, string][] = [
      [wallet.proof(found, nonce, { payload: { aud: `${issuer.credential_issuer}x` } }), "invalid_proof"],
      [wallet.proof(found, nonce, { payload: { aud: undefined } }), "invalid_proof"],
      [wallet.proof(found, nonce, { payload: { iat: old } }), "invalid_proof"],
      [wallet.proof(found, nonce, { payload: { iat: undefined } }), "invalid_proof"],
      [wallet.proof(found, nonce, { header: { alg: "none" } }), "invalid_proof"],
      [wallet.proof(found, nonce, { header: { alg: "HS256" } }), "invalid_proof"],
      [wallet.proof(found, nonce, { header: { typ: "JWT" } }), "invalid_proof"],
      [wallet.proof(found, nonce, { header: { jwk: undefined } }), "invalid_proof"],
      [wallet.proof(found, nonce, { header: { jwk: undefined, kid: "did:web:example.org#1" } }), "invalid_proof"],
      [wallet.proof(found, nonce, { header: { jwk: secret } }), "invalid_proof"],
      [wallet.proof(found, nonce, { key: strangersKey() }), "invalid_proof"],
      [`${wallet.proof(found, nonce)}.x`, "invalid_proof"],
      ["x", "invalid_proof"],
      [wallet.proof(found, "x"), "invalid_nonce"],
      [wallet.proof(found, "", { payload: { nonce: undefined } }), "invalid_nonce"],
      [wallet.proof(found, makeNonce(`${issuer.credential_issuer}x`)), "invalid_nonce"],
      [wallet.proof(found, makeNonce(issuer.credential_issuer, Date.now() - NONCE_AGE_MS_MAX - 1)), "invalid_nonce"],
    ];
    for (const [at, [jwt, error]] of wrong.entries()) {
      const answer = await wallet.ask(found, token, { proofs: { jwt: [jwt] } });
      assert.deepEqual(await errorOf(answer), [400, error], `${at}`);
    }
    const two = [wallet.proof(found, nonce), wallet.proof(found, nonce)];
    for (const proofs of [{ jwt: two }, { jwt: [] }, {}, { di_vp: [{}] }, "x"]) {
      assert.deepEqual(await errorOf(await wallet.ask(found, token, { proofs })), [400, "invalid_proof"]);
    }
  });

  it("is refused in the standard's words what is not offered", async () => {
    const { found, token } = await authorised();
    for (const [more, error] of [
      [{ credential_configuration_id: "diploma" }, "unknown_credential_configuration"],
      [{ credential_identifier: "1" }, "unknown_credential_identifier"],
      [{ credential_configuration_id: undefined }, "invalid_credential_request"],
      [{ credential_configuration_id: 7 }, "invalid_credential_request"],
      [{ credential_response_encryption: { enc: "A128GCM" } }, "invalid_encryption_parameters"],
    ] as const) {
      assert.deepEqual(await errorOf(await wallet.ask(found, token, more)), [400, error]);
    }
    const body = "grant_type=authorization_code&code=x";
    const headers = { "content-type": "application/x-www-form-urlencoded" };
    const ask = (given: string) =>
      wallet.fetch(found.server.token_endpoint, { method: "POST", headers, body: given }).then(errorOf);
    assert.deepEqual(await ask(body), [400, "unsupported_grant_type"]);
    assert.deepEqual(await ask("grant_type=a&grant_type=b"), [400, "invalid_request"]);
    assert.deepEqual(await ask(""), [400, "invalid_request"]);
  });

  it("of another origin may ask, with its token", async () => {
    const { found } = await authorised();
    const preflight = await wallet.fetch(found.issuer.credential_endpoint, {
      method: "OPTIONS",
      headers: {
        origin: "https://wallet.example",
        "access-control-request-method": "POST",
        "access-control-request-headers": "authorization,content-type",
      },
    });
    assert.equal(preflight.headers.get("access-control-allow-origin"), "*");
    assert.match(preflight.headers.get("access-control-allow-headers") ?? "", /authorization/);
    assert.match(preflight.headers.get("access-control-allow-methods") ?? "", /POST/);
  });
});

it("the field's own client gets the same certificate by the same offer", async () => {
  const { link, pin, certificateId } = await offered();
  const client = new Openid4vciClient({
    callbacks: {
      fetch: (async (given: string | URL, init: RequestInit = {}) =>
        await fetchHere(String(given), {
          method: init.method ?? "GET",
          headers: Object.fromEntries(new Headers(init.headers)),
          ...(init.body ? { body: String(init.body) } : {}),
        })) as typeof fetch,
      hash: (data, algorithm) => createHash(algorithm.replace("-", "")).update(data).digest(),
      generateRandom: (bytes) => crypto.getRandomValues(new Uint8Array(bytes)),
      clientAuthentication: clientAuthenticationAnonymous(),
      signJwt: async (signer, { header, payload }) => {
        assert.equal(signer.method, "jwk");
        const found = { issuer: { credential_issuer: payload.aud } } as unknown as Found;
        const jwt = wallet.proof(found, String(payload.nonce), { header, payload });
        return { jwt, signerJwk: wallet.keys.publicKey.export({ format: "jwk" }) as { kty: string } };
      },
    },
  });
  const offer = await client.resolveCredentialOffer(link);
  const issuerMetadata = await client.resolveIssuerMetadata(offer.credential_issuer);
  const [credentialConfigurationId = ""] = offer.credential_configuration_ids;
  assert.ok(issuerMetadata.knownCredentialConfigurations[credentialConfigurationId], "it knows the format");
  const { accessTokenResponse } = await client.retrievePreAuthorizedCodeAccessTokenFromOffer({
    credentialOffer: offer,
    issuerMetadata,
    txCode: pin,
  });
  const { c_nonce: nonce } = await client.requestNonce({ issuerMetadata });
  assert.ok(nonce);
  const { credentialResponse } = await client.retrieveCredentials({
    issuerMetadata,
    credentialConfigurationId,
    accessToken: accessTokenResponse.access_token,
  });
  const [first] = credentialResponse.credentials ?? [];
  await assertIsTheCertificate((first as { credential: string }).credential, certificateId);
});

describe("an offer", () => {
  it("is made by its holder, of what is claimed and valid", async () => {
    const held = await issued();
    assert.equal(await refusalOf(offerCertificate({ ...held, address })), "gone");
    await claimCertificate({ ...held, address, locale: "en" });
    assert.equal(await refusalOf(offerCertificate({ ...held, token: "x".repeat(43), address })), "link_invalid");
    const other = await claimed();
    assert.equal(await refusalOf(offerCertificate({ ...held, token: other.token, address })), "link_invalid");
    const { owner: actor } = place.organisation;
    await changeStatus({ actor, certificateIds: [held.certificateId], state: "suspended", reason: "x" });
    assert.equal(await refusalOf(offerCertificate({ ...held, address })), "certificate_not_valid");
  });

  it("holds a code that nothing kept gives away, and is short enough for a phone to read", async () => {
    const { link, certificateId } = await offered();
    assert.match(link, /^openid-credential-offer:\/\/\?credential_offer_uri=[\x21-\x7e]+$/);
    assert.ok(link.length < 300, `${link.length}`);
    const code = new URL(new URL(link).searchParams.get("credential_offer_uri") ?? "").searchParams.get("code") ?? "";
    assert.match(code, /^[A-Za-z0-9_-]{43}$/);
    const { rows } = await pool().query("SELECT o::text FROM wallet_offer o WHERE certificate_id = $1", [
      certificateId,
    ]);
    const kept = JSON.stringify(rows);
    assert.ok(!kept.includes(code) && !kept.includes(Buffer.from(code, "base64url").toString("hex")));
  });

  it("is exchanged once, also by thirty who come at once", async () => {
    const { link, pin } = await offered();
    const found = await wallet.look(link);
    const answers = await Promise.all(Array.from({ length: 30 }, () => wallet.redeem(found, pin)));
    assert.equal(answers.filter(({ status }) => status === 200).length, 1);
    assert.deepEqual(await errorOf(await wallet.redeem(found, pin)), [400, "invalid_grant"]);
    await assert.rejects(wallet.look(link), /404/);
  });

  it("ends after five wrong digits, whatever comes then", async () => {
    const { link, pin } = await offered();
    const found = await wallet.look(link);
    assert.deepEqual(await errorOf(await wallet.redeem(found, undefined)), [400, "invalid_request"]);
    const wrong = pin === "000000" ? "000001" : "000000";
    for (let at = 0; at < 5; at++)
      assert.deepEqual(await errorOf(await wallet.redeem(found, wrong)), [400, "invalid_grant"]);
    assert.deepEqual(await errorOf(await wallet.redeem(found, pin)), [400, "invalid_grant"]);
  });

  it("ends by its time, by the next one, and with the link that made it", async () => {
    const first = await offered();
    const found = await wallet.look(first.link);
    const second = await offered(first);
    assert.deepEqual(await errorOf(await wallet.redeem(found, first.pin)), [400, "invalid_grant"]);
    const next = await wallet.look(second.link);
    await pool().query("UPDATE wallet_offer SET expires_at = now() WHERE certificate_id = $1", [first.certificateId]);
    assert.deepEqual(await errorOf(await wallet.redeem(next, second.pin)), [400, "invalid_grant"]);
    const third = await offered(first);
    const last = await wallet.look(third.link);
    await pool().query("UPDATE certificate_link SET ended_at = now() WHERE certificate_id = $1", [first.certificateId]);
    assert.deepEqual(await errorOf(await wallet.redeem(last, third.pin)), [400, "invalid_grant"]);
  });
});

describe("an offer by whoever got the letter by mistake", () => {
  const organisationId = () => place.organisation.id;
  const correct = (certificateId: string) =>
    correctAddress({ actor: place.organisation.owner, certificateId, email: "right@example.org" });

  /** Of the first certificate, by a letter about the second one, which opens both. */
  async function mailed(): Promise<Held & { own: Held }> {
    const [own, another] = [await claimed(), await claimed()];
    await pool().query("UPDATE certificate SET email = 'wrong@example.org' WHERE id = ANY ($1)", [
      [own.certificateId, another.certificateId],
    ]);
    const expiresAt = new Date(Date.now() + 60_000);
    const link = { certificateId: another.certificateId, organisationId: organisationId(), expiresAt };
    const { token } = await prisma().$transaction((tx) => createHolderLink(tx, { ...link, kind: "letter" }));
    return { certificateId: own.certificateId, token, own };
  }

  it("ends with the correction of the address, and so does the token that came of it", async () => {
    const held = await mailed();
    const open = await offered(held);
    const found = await wallet.look(open.link);
    await correct(held.certificateId);
    assert.deepEqual(await errorOf(await wallet.redeem(found, open.pin)), [400, "invalid_grant"]);
    await assert.rejects(wallet.look(open.link), /404/);
    assert.equal(await refusalOf(offerCertificate({ ...held, address })), "link_invalid");

    const other = await mailed();
    const { found: redeemed, token } = await authorised(other);
    await correct(other.certificateId);
    assert.deepEqual(await errorOf(await wallet.ask(redeemed, token)), [401, "invalid_token"]);
  });

  it("and the holder's own, by a link that was handed over, goes on", async () => {
    const { own } = await mailed();
    const { found, token } = await authorised(own);
    await correct(own.certificateId);
    assert.equal((await wallet.ask(found, token)).status, 200);
  });

  it("is made by nobody at the moment of the correction", async () => {
    const { own: _, ...held } = await mailed();
    const correcting = await pool().connect();
    await correcting.query("BEGIN");
    await correcting.query("UPDATE certificate SET email = 'right@example.org' WHERE id = $1", [held.certificateId]);
    const offering = refusalOf(offerCertificate({ ...held, address }));
    await new Promise((resolve) => setTimeout(resolve, 300));
    await correcting.query("COMMIT");
    correcting.release();
    assert.equal(await offering, "link_invalid");
  });
});

describe("an access token", () => {
  it("is asked for, works for its own certificate's kind alone, and for its time", async () => {
    const { found, token, certificateId } = await authorised();
    for (const other of ["", "x", "x".repeat(43), `${token}x`]) {
      const answer = await wallet.ask(found, other);
      assert.match(answer.headers.get("www-authenticate") ?? "", /^Bearer/);
      assert.deepEqual(await errorOf(answer), [401, "invalid_token"]);
    }
    const elsewhere = found.issuer.credential_endpoint.replace(template, place.template);
    const answer = await wallet.ask({ ...found, issuer: { ...found.issuer, credential_endpoint: elsewhere } }, token);
    assert.deepEqual(await errorOf(answer), [401, "invalid_token"]);
    await pool().query("UPDATE wallet_offer SET token_expires_at = now() WHERE certificate_id = $1", [certificateId]);
    assert.deepEqual(await errorOf(await wallet.ask(found, token)), [401, "invalid_token"]);
  });

  it("brings nothing that was revoked meanwhile", async () => {
    const { found, token, certificateId } = await authorised();
    const { owner: actor } = place.organisation;
    await changeStatus({ actor, certificateIds: [certificateId], state: "revoked", reason: "x" });
    assert.deepEqual(await errorOf(await wallet.ask(found, token)), [400, "credential_request_denied"]);
  });

  it("brings the same again to who lost the answer, and its holder's log says once that a wallet has it", async () => {
    const { found, token, certificateId } = await authorised();
    const texts = [await (await wallet.ask(found, token)).text(), await (await wallet.ask(found, token)).text()];
    assert.equal(texts[0], texts[1]);
    const { rows } = await pool().query(
      "SELECT action FROM audit_event WHERE subject = $1 AND action LIKE 'certificate.%' ORDER BY id",
      [certificateId],
    );
    const actions = rows.map(({ action }) => action).filter((action) => /offer|collect/.test(action));
    assert.deepEqual(actions, ["certificate.offer", "certificate.collect"]);
  });
});
