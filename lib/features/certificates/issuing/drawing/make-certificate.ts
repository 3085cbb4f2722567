/** A certificate in all its forms, and the leaf that binds them: drawn, signed twice, in the thread that calls. */
import { createHash, randomBytes } from "node:crypto";
import { v5 as uuidv5 } from "uuid";
import { encodeLeaf } from "#lib/core/certificate/leaf.ts";
import { leafHash } from "#lib/core/log/merkle.ts";
import { fromUtf8 } from "#lib/core/text/bytes.ts";
import { batchSigner } from "#lib/credentials/batch-signer.ts";
import { certificateSdJwt } from "#lib/credentials/certificate-sd-jwt.ts";
import { es256Signer } from "#lib/credentials/es256.ts";
import { openBadge } from "#lib/credentials/open-badge.ts";
import { predicatesOf } from "#lib/credentials/predicates.ts";
import { prepareScene, sceneOf } from "#lib/features/certificates/templates/drawing/scene.ts";
import { dayIn } from "#lib/features/certificates/templates/drawing/words.ts";
import { type Shared, shareAmong, writePdf } from "#lib/features/certificates/templates/drawing/write-pdf.ts";
import { HOLDER_NAME } from "../schema/draft.ts";
import type { Made, MakingContext, ToMake } from "./making.ts";

export type Maker = (one: ToMake) => Promise<Made>;

const SALT_BYTES = 16;
/** Of the PDF's identifier: without it pages could be guessed from their values. */
const IDENTITY_BYTES = 16;

/** Reads the fonts, and canonicalises what all certificates of the batch have in common with the first of them. */
export async function openMaker(context: MakingContext): Promise<Maker> {
  await prepareScene();
  const draw = drawerOf(context);
  const sign = signerOf(context);
  const encode = sdJwtOf(context);
  return async (one) => {
    const [pages, credential, sdJwt] = [await draw(one), await sign(one), await encode(one)];
    const pagesSha256 = sha256(pages);
    const leaf = encodeLeaf({
      id: one.certificateId,
      credential: sha256(credential).toString("base64"),
      pages: pagesSha256.toString("base64"),
      sdJwt: sha256(sdJwt.split("~", 1)[0] ?? "").toString("base64"),
      salt: randomBytes(SALT_BYTES).toString("base64"),
    });
    const { number, certificateId } = one;
    const bound = { leaf: fromUtf8(leaf) ?? "", leafHash: leafHash(leaf) };
    return { number, certificateId, ...bound, credential, sdJwt, pages, pagesSha256 };
  };
}

function drawerOf({ template, pictures, issuer, publicUrl, issuedAt, validUntil }: MakingContext) {
  const { document } = template;
  let shared: Promise<Shared> | undefined;
  return async ({ certificateId, holderName, values }: ToMake): Promise<Uint8Array> => {
    const address = `${publicUrl}/v/${certificateId}`;
    const particulars = { certificateId, address, issuerName: issuer.name, issuedAt, validUntil };
    const scene = sceneOf({ document, values: { ...values, [HOLDER_NAME]: holderName }, particulars });
    // Ornaments and pictures are the same on every page of the batch.
    shared ??= shareAmong(scene, pictures);
    const facts = { document, holderName, particulars, identity: randomBytes(IDENTITY_BYTES) };
    return await writePdf(scene, { shared: await shared, facts });
  };
}

function signerOf({ template, issuer, ed25519, publicUrl, issuedAt, validUntil }: MakingContext) {
  const { secretKey, verificationMethod } = ed25519;
  const sign = batchSigner({ secretKey, verificationMethod, created: issuedAt });
  const { name, description, criteria } = template.document.achievement;
  const achievement = { id: achievementId(template), name, description, criteria };
  return async ({ certificateId, holderName, values, statusList, statusIndex }: ToMake): Promise<string> =>
    await sign(
      openBadge({
        certificateId,
        issuer: { did: issuer.did, name: issuer.name, ...(issuer.url === undefined ? {} : { url: issuer.url }) },
        validFrom: issuedAt,
        ...(validUntil === undefined ? {} : { validUntil }),
        ...{ name, holderName, achievement, fields: values },
        status: { list: `${publicUrl}/issuers/${issuer.slug}/status/${statusList}`, index: statusIndex },
      }),
    );
}

function sdJwtOf({ template, issuer, p256, publicUrl, issuedAt, validUntil }: MakingContext) {
  const { document } = template;
  const signer = { kid: p256.kid, sign: es256Signer(p256.secretKey) };
  const address = `${publicUrl}/issuers/${issuer.slug}`;
  const issuedOn = dayIn(issuedAt, document.timeZone);
  return async ({ certificateId, holderName, values, statusList, statusIndex }: ToMake): Promise<string> =>
    await certificateSdJwt({
      ...{ certificateId, issuer: address, issuerName: issuer.name, title: document.achievement.name },
      vct: `${address}/types/${template.id}`,
      ...{ issuedAt, validUntil, signer },
      status: { uri: `${address}/token-status/${statusList}`, index: statusIndex },
      fields: { ...values, [HOLDER_NAME]: holderName },
      predicates: predicatesOf(document.predicates ?? [], values, issuedOn),
    });
}

/** The same for all certificates of a template's version, and of no other one. */
export function achievementId({ id, version }: { id: string; version: number }): string {
  return uuidv5(`sealbook template version ${version}`, id);
}

function sha256(content: Uint8Array | string): Buffer {
  return createHash("sha256").update(content).digest();
}
