/** Keys of seals in a hardware security module: made there, used there, destroyed there with the seal. */
import "#tests/support/softhsm.ts";
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { requestSealCertificate } from "#lib/features/contracts/seals/verbs/certify-seal.ts";
import { changeSeal, revokeSeal } from "#lib/features/contracts/seals/verbs/change-seal.ts";
import { createSeal } from "#lib/features/contracts/seals/verbs/create-seal.ts";
import { sealDocument } from "#lib/features/contracts/seals/verbs/seal-document.ts";
import { prisma } from "#lib/infra/db/prisma.ts";
import { CK } from "#lib/infra/keys/hsm/pkcs11.ts";
import { verifyPdfSignatures } from "#lib/verify/pdf/verify-signatures.ts";
import { contract } from "#tests/pades/sealed-pdf.ts";
import { makeOrganisation, type TestOrganisation } from "#tests/support/accounts.ts";
import { createTestDatabase, dropTestDatabase } from "#tests/support/database.ts";
import { refusalOf } from "#tests/support/refusal.ts";
import { bringTokenBack, missing, otherView, takeTokenAway } from "#tests/support/softhsm.ts";

describe("keys of seals in a module", { skip: missing }, () => {
  let organisation: TestOrganisation;
  before(async () => {
    await createTestDatabase();
    organisation = await makeOrganisation("蓝港银行");
  });
  after(() => dropTestDatabase());

  const made = async (make: "ecdsa-sha256" | "rsa-sha256" | "ed25519" | "sm2-sm3") =>
    await createSeal({
      ...{ actor: organisation.owner, name: make, purposes: [], fourEyes: false, key: { make } },
      picture: { design: { shape: "round", words: "蓝港银行", color: "#d0121b", width: 42 } },
    });
  const sealed = async (id: string) => {
    const { owner: actor } = organisation;
    const place = { page: 1, x: 50, y: 50, which: "last", edges: false } as const;
    return await sealDocument({ actor, id, pdf: await contract(), purpose: "loans", document: "a.pdf", ...place });
  };
  /** Private keys of these ids, past our own code. */
  const keysThere = (id: string): number => {
    const { api, session } = otherView();
    const template = [
      { type: CK.attribute.class, value: CK.object.privateKey },
      { type: CK.attribute.id, value: Buffer.from(id, "hex") },
    ];
    api.C_FindObjectsInit?.(session, template);
    const found = api.C_FindObjects?.(session, 10) as unknown[];
    api.C_FindObjectsFinal?.(session);
    return found.length;
  };
  const storedId = async (id: string): Promise<string> => {
    const { secret } = await prisma().documentSeal.findUniqueOrThrow({ where: { id }, select: { secret: true } });
    return /^pkcs11:id=([0-9a-f]{32})$/.exec(Buffer.from(secret ?? []).toString("latin1"))?.[1] ?? "";
  };

  for (const make of ["ecdsa-sha256", "rsa-sha256", "ed25519"] as const) {
    it(`${make} is made there, signs documents and requests, and goes with its seal`, async () => {
      const seal = await made(make);
      assert.equal(seal.held, "module");
      const key = await storedId(seal.id);
      assert.equal(keysThere(key), 1);
      const { pdf } = await sealed(seal.id);
      const { chain } = await prisma().documentSeal.findUniqueOrThrow({ where: { id: seal.id } });
      const anchors = chain.map((each) => new Uint8Array(each));
      assert.equal((await verifyPdfSignatures(pdf, { anchors, authorities: [] }))?.headline, "valid");
      const { owner: actor } = organisation;
      assert.match(
        await requestSealCertificate({ actor, id: seal.id, subject: {} }),
        /^-----BEGIN CERTIFICATE REQUEST/,
      );
      await revokeSeal({ actor, id: seal.id, reason: "over" });
      assert.equal(keysThere(key), 0);
    });
  }

  it("SM2 stays here, sealed", async () => {
    assert.equal((await made("sm2-sm3")).held, "here");
  });

  it("while the module is away nothing is signed and no seal made; a seal is revoked all the same", async () => {
    const [one, two] = [await made("ecdsa-sha256"), await made("ed25519")];
    const { owner: actor } = organisation;
    await takeTokenAway();
    try {
      assert.equal(await refusalOf(sealed(one.id)), "seal_signer_away");
      assert.equal(await refusalOf(made("rsa-sha256")), "seal_signer_away");
      assert.ok((await revokeSeal({ actor, id: two.id, reason: "lost" })).revokedAt);
    } finally {
      await bringTokenBack();
    }
    assert.ok((await sealed(one.id)).pdf.length > 0);
    await changeSeal({ actor, id: one.id, change: { name: "still here" } });
  });
});
