import { v7 as uuidv7 } from "uuid";
import type { z } from "zod";
import { utf8 } from "#lib/core/text/bytes.ts";
import { holdUnit } from "#lib/features/accounts/units/rows.ts";
import { writeAuditEvent } from "#lib/features/audit-log/verbs/write-audit-event.ts";
import type { MemberActor } from "#lib/gate/actor.ts";
import { proven } from "#lib/gate/proven.ts";
import { ownUnit } from "#lib/gate/reach.ts";
import { requirePermission } from "#lib/gate/require.ts";
import type { Tx } from "#lib/infra/db/prisma.ts";
import {
  createDocumentKey,
  publicKeyOf,
  sealDocumentKey,
  signature,
  signingKindOf,
} from "#lib/infra/keys/document-keys.ts";
import { toPagePicture } from "#lib/infra/pictures/page-picture.ts";
import { isOwnSignature, type SigningKind } from "#lib/pades/cms.ts";
import { loadShaper } from "#lib/pdf/shaping.ts";
import { SealbookError } from "#lib/words/errors.ts";
import { requireFit } from "../checks/certificate.ts";
import { openKeyFile } from "../checks/open-key-file.ts";
import { hasLetters } from "../drawing/draw-seal.ts";
import { toSeal, WIDTH_PARTS } from "../rows/seals.ts";
import type { newSealSchema } from "../schema/api.ts";
import { type DocumentSeal, SEALS_MAX, type SealDesign } from "../types.ts";
import { certifyForTrial } from "./trial-authority.ts";

type NewSeal = z.output<typeof newSealSchema>;

/**
 * A seal of the organisation, from now on: picture, certificate and key. What is secret of it is nowhere but here, sealed.
 *
 * @throws {SealbookError} `forbidden`, `scope_missing`, `organisation_suspended`, `unit_unknown`, `too_many_seals`; `seal_letters_missing`, and
 *   as pictures are refused; `key_file_…`, `too_many_at_once`, `seal_key_unfit`, `seal_certificate_unfit`, `seal_certificate_time`
 */
export async function createSeal(input: { actor: MemberActor } & NewSeal): Promise<DocumentSeal> {
  requirePermission(input.actor, "seals:manage");
  const { actor, name, fourEyes } = input;
  const { organisationId } = actor;
  const [picture, brought] = [await pictureOf(input.picture), await broughtKey(input.key, organisationId)];
  const purposes = [...new Set(input.purposes)];
  const id = uuidv7();
  // An RSA key may take seconds, for which no transaction waits.
  const made = "make" in input.key ? await createDocumentKey(input.key.make) : undefined;
  return await proven({ actor, authority: "seals:manage", activeOnly: true }, async (tx, by) => {
    const [{ name: organisation } = { name: "" }] = await tx.$queryRaw<{ name: string }[]>`
      SELECT name FROM organisation WHERE id = ${organisationId}::uuid FOR NO KEY UPDATE`;
    const count = await tx.documentSeal.count({ where: { organisationId, revokedAt: null } });
    if (count >= SEALS_MAX) throw new SealbookError("too_many_seals", { details: { max: SEALS_MAX } });
    const unitId = input.unit ?? ownUnit(by);
    await holdUnit(tx, by, unitId);
    const key = brought ?? (await certifiedKey(tx, { wanted: input.key, secret: made, organisation }));
    const row = await tx.documentSeal.create({
      data: {
        ...{
          id,
          organisationId,
          unitId,
          name,
          fourEyes,
          purposes,
          ...picture,
          width: Math.round(picture.width * WIDTH_PARTS),
        },
        origin: brought ? "pkcs12" : "trial",
        signing: key.signing,
        certificate: new Uint8Array(key.certificate),
        chain: key.chain.map((each) => new Uint8Array(each)),
        secret: sealDocumentKey(key.secret, id),
      },
    });
    const seal = toSeal(row, true);
    const { serial, issuer } = seal.certificate;
    const details = { name, fourEyes, purposes, serial, issuer, ...(unitId && { unit: unitId }) };
    await writeAuditEvent(tx, { actor, organisationId, action: "seal.create", subject: id, details });
    return seal;
  });
}

interface Key {
  signing: SigningKind;
  certificate: Uint8Array;
  chain: Uint8Array[];
  /** PKCS #8. */
  secret: Uint8Array;
}

async function certifiedKey(
  tx: Tx,
  { wanted, secret, organisation }: { wanted: NewSeal["key"]; secret: Uint8Array | undefined; organisation: string },
): Promise<Key> {
  if (!("make" in wanted) || secret === undefined) throw new Error("A key that was brought is not made.");
  const certified = await certifyForTrial(tx, { name: organisation, publicKey: publicKeyOf(secret) });
  return { signing: wanted.make, secret, ...certified };
}

/** A key that was brought has signed once with its certificate before anybody depends on it. */
async function broughtKey(given: NewSeal["key"], organisationId: string): Promise<Key | undefined> {
  if ("make" in given) return undefined;
  const { pkcs12, password } = given;
  const read = await openKeyFile({ bytes: new Uint8Array(Buffer.from(pkcs12, "base64")), password }, organisationId);
  if ("failed" in read) {
    const field = read.failed === "key_file_password_wrong" ? "password" : "pkcs12";
    throw new SealbookError(read.failed, { field, details: { algorithm: read.detail ?? "-" } });
  }
  const { key: secret, certificate, chain } = read;
  const signing = signingKindOf(secret);
  if (signing === undefined) throw new SealbookError("seal_key_unfit", { field: "pkcs12" });
  requireFit(certificate);
  const attributes = utf8("sealbook: does this key sign?");
  const made = { kind: signing, certificate, attributes };
  const isOwn = await isOwnSignature({ ...made, signature: trySigning(secret, { kind: signing, bytes: attributes }) });
  if (!isOwn) throw new SealbookError("seal_key_unfit", { field: "pkcs12" });
  return { signing, certificate, chain, secret };
}

function trySigning(secret: Uint8Array, what: { kind: SigningKind; bytes: Uint8Array }): Uint8Array {
  try {
    return signature(secret, what);
  } catch {
    // A key that is bound to other parameters, or shorter than they need.
    throw new SealbookError("seal_key_unfit", { field: "pkcs12" });
  }
}

type StoredPicture =
  | { design: { [Member in keyof SealDesign]: SealDesign[Member] }; width: number }
  | { picture: Uint8Array<ArrayBuffer>; width: number };

async function pictureOf(given: NewSeal["picture"]): Promise<StoredPicture> {
  if ("design" in given) {
    await loadShaper();
    if (!hasLetters(given.design)) throw new SealbookError("seal_letters_missing", { field: "words" });
    return { design: { ...given.design }, width: given.design.width };
  }
  const made = await toPagePicture(new Uint8Array(Buffer.from(given.png, "base64")));
  if ("refused" in made) throw new SealbookError(REFUSALS[made.refused], { field: "png" });
  if (made.mediaType !== "image/png") throw new SealbookError("picture_format", { field: "png" });
  return { picture: new Uint8Array(made.bytes), width: given.width };
}

const REFUSALS = {
  format: "picture_format",
  animated: "picture_animated",
  unreadable: "picture_unreadable",
  dimensions: "picture_dimensions",
} as const;
