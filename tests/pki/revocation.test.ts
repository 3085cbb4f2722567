/** What authorities say of who was revoked, and that only they, and whom they let speak for them, are heard. */
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { readCertificate, type X509 } from "#lib/pki/certificate.ts";
import { readRevocationList } from "#lib/pki/crl.ts";
import { readStatusResponse } from "#lib/pki/ocsp.ts";
import { revocationOf } from "#lib/pki/revocation.ts";
import { RevocationMaterial } from "#lib/pki/revocation-material.ts";
import { OPENSSL_MISSING } from "#tests/support/tsa.ts";
import { RevokingAuthority } from "./revoking-authority.ts";

const IN_MAY = { at: "260501120000Z", reason: "keyCompromise" };

describe("what an issuer says of a certificate", { skip: OPENSSL_MISSING }, () => {
  let authority: RevokingAuthority;
  before(() => {
    authority = new RevokingAuthority();
  });
  after(() => authority.remove());

  const read = (der: Uint8Array): X509 => {
    const certificate = readCertificate(der);
    assert.ok(certificate);
    return certificate;
  };

  /** Status, and the reason of it. */
  async function told(...ders: Uint8Array[]) {
    const material = new RevocationMaterial(ders);
    assert.equal(material.lists.length + material.responses.length, ders.length, "all of it is read");
    const [certificate, issuer] = [read(authority.customer), read(authority.root)];
    const found = await revocationOf({ certificate, candidates: [issuer], material, now: new Date() });
    return found.status === "good" ? `good by ${found.by}` : `${found.status}: ${found.reason}`;
  }

  it("is good, or revoked with time and reason, by a list and by an answer of whoever may give one", async () => {
    authority.says();
    assert.equal(await told(authority.list()), "good by crl");
    assert.equal(await told(authority.answer("root")), "good by ocsp");
    assert.equal(await told(authority.answer("responder")), "good by ocsp");
    const good = [authority.list(), authority.answer()];
    authority.says(IN_MAY);
    assert.equal(await told(authority.list()), "revoked: key_compromise");
    assert.equal(await told(authority.answer()), "revoked: key_compromise");
    assert.equal(await told(...good, authority.answer()), "revoked: key_compromise", "good answers beside it");
    assert.equal(
      readRevocationList(authority.list())?.revoked.get("0a01")?.at.toISOString(),
      "2026-05-01T12:00:00.000Z",
    );
  });

  it("is nothing by anybody else: a certificate without the task, another key, a changed byte", async () => {
    authority.says();
    assert.equal(await told(authority.answer("stranger")), "unknown: not_by_issuer");
    const other = new RevokingAuthority();
    assert.equal(await told(other.list()), "unknown: not_by_issuer");
    // Its answers name another key as the issuer's: they are about another certificate.
    assert.equal(await told(other.answer("root")), "unknown: no_answer");
    other.remove();
    for (const der of [authority.list(), authority.answer()]) {
      const changed = Uint8Array.from(der);
      changed[changed.length - 3] = (changed.at(-3) ?? 0) ^ 1;
      const found = await told(readRevocationList(der) ? changed : changedSignature(der));
      assert.equal(found, "unknown: not_by_issuer");
    }
  });

  it("is taken from a part of a list only where the certificate names that part", async () => {
    authority.says();
    assert.equal(await told(authority.list("part")), "good by crl");
    for (const kind of ["other-part", "indirect", "authorities-only", "some-reasons", "unknown-critical"] as const)
      assert.equal(await told(authority.list(kind)), "unknown: not_evaluated", kind);
  });

  it("may be taken back where it was only suspended, by a later answer or by what continues the list", async () => {
    authority.says({ at: "260501120000Z", reason: "certificateHold" });
    const held = authority.list("plain", { at: "20260601000000Z", number: "01" });
    assert.equal(await told(held), "revoked: certificate_hold");
    authority.says({ at: "260701120000Z", reason: "removeFromCRL" });
    const lifted = authority.list("delta", { at: "20260702000000Z", number: "02" });
    assert.equal(await told(held, lifted), "good by crl");
    assert.equal(await told(lifted), "unknown: not_evaluated", "without the list that it continues");
    authority.says();
    assert.equal(await told(held, authority.answer()), "good by ocsp");
    // Said before that list, and after the time from which it counts the suspension.
    const earlier = authority.list("plain", { at: "20260515000000Z", number: "01" });
    assert.equal(await told(earlier, held), "revoked: certificate_hold", "an older list that knows nothing of it");
  });

  it("counts for nothing from the future, and says nothing of who was never issued", async () => {
    authority.says();
    assert.equal(await told(authority.list("plain", { at: "20990101000000Z" })), "unknown: no_answer");
    assert.equal(await told(), "unknown: no_answer");
  });

  it("hostile bytes are no list and no answer, whatever is cut or changed", () => {
    authority.says(IN_MAY);
    for (const der of [authority.list("part"), authority.answer()]) {
      for (let at = 0; at < der.length; at += 3) {
        const changed = Uint8Array.from(der);
        changed[at] = (changed[at] ?? 0) ^ 0x55;
        for (const bytes of [changed, der.subarray(0, at)]) {
          readRevocationList(bytes);
          readStatusResponse(bytes);
        }
      }
      assert.equal(readRevocationList(der.subarray(0, -1)) ?? readStatusResponse(der.subarray(0, -1)), undefined);
    }
  });
});

/** An answer whose signature is another one: it stands before the certificates. */
function changedSignature(der: Uint8Array): Uint8Array {
  const response = readStatusResponse(der);
  assert.ok(response);
  const changed = Uint8Array.from(der);
  const at = Buffer.from(der).indexOf(response.signature) + response.signature.length - 3;
  changed[at] = (changed[at] ?? 0) ^ 1;
  return changed;
}
