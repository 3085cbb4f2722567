import { v7 as uuidv7 } from "uuid";
import type { z } from "zod";
import { holdUnit } from "#lib/features/accounts/units/rows.ts";
import { writeAuditEvent } from "#lib/features/audit-log/verbs/write-audit-event.ts";
import type { MemberActor } from "#lib/gate/actor.ts";
import { proven } from "#lib/gate/proven.ts";
import { ownUnit } from "#lib/gate/reach.ts";
import { requirePermission } from "#lib/gate/require.ts";
import { prisma } from "#lib/infra/db/prisma.ts";
import { sealDocumentKey, signingKindOf } from "#lib/infra/keys/document-keys.ts";
import { createHeldKey, destroyHeldKey, holdRemote } from "#lib/infra/keys/held-keys.ts";
import { toPagePicture } from "#lib/infra/pictures/page-picture.ts";
import type { SigningKind } from "#lib/pades/cms.ts";
import { loadShaper } from "#lib/pdf/shaping.ts";
import { SealbookError } from "#lib/words/errors.ts";
import { requireCertificates, requireFit, signingKindFor } from "../checks/certificate.ts";
import { type CertifiedKey, refuseAway, requireSignerAddress, requireSigning } from "../checks/key.ts";
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
 *   as pictures are refused; `key_file_…`, `too_many_at_once`, `seal_key_unfit`, `seal_certificate_unfit`, `seal_certificate_time`,
 *   `seal_signer_address`, `seal_signer_away`
 */
export async function createSeal(input: { actor: MemberActor } & NewSeal): Promise<DocumentSeal> {
  requirePermission(input.actor, "seals:manage");
  const { actor, name, fourEyes } = input;
  const { organisationId } = actor;
  const id = uuidv7();
  const picture = await pictureOf(input.picture);
  // A key may take seconds, and a signer elsewhere as long, for which no transaction waits.
  const key = await keyOf(input.key, { id, organisationId });
  const purposes = [...new Set(input.purposes)];
  return await proven({ actor, authority: "seals:manage", activeOnly: true }, async (tx, by) => {
    const [{ name: organisation } = { name: "" }] = await tx.$queryRaw<{ name: string }[]>`
      SELECT name FROM organisation WHERE id = ${organisationId}::uuid FOR NO KEY UPDATE`;
    const count = await tx.documentSeal.count({ where: { organisationId, revokedAt: null } });
    if (count >= SEALS_MAX) throw new SealbookError("too_many_seals", { details: { max: SEALS_MAX } });
    const unitId = input.unit ?? ownUnit(by);
    await holdUnit(tx, by, unitId);
    const certified = "publicKey" in key ? await certifyForTrial(tx, { name: organisation, ...key }) : key;
    const row = await tx.documentSeal.create({
      data: {
        ...{ id, organisationId, unitId, name, fourEyes, purposes, ...picture },
        width: Math.round(picture.width * WIDTH_PARTS),
        origin: key.origin,
        signing: key.signing,
        certificate: new Uint8Array(certified.certificate),
        chain: certified.chain.map((each) => new Uint8Array(each)),
        secret: key.stored,
      },
    });
    const seal = toSeal(row, true);
    const { serial, issuer } = seal.certificate;
    const held = { ...(seal.held && { held: seal.held }), ...(seal.signer !== undefined && { signer: seal.signer }) };
    const details = { name, fourEyes, purposes, serial, issuer, ...held, ...(unitId && { unit: unitId }) };
    await writeAuditEvent(tx, { actor, organisationId, action: "seal.create", subject: id, details });
    return seal;
  }).catch(async (error: unknown) => {
    // A key in a module would lie there for nobody; but a commit whose answer was lost has made the seal.
    const isKept = await prisma()
      .documentSeal.findUnique({ where: { id }, select: { id: true } })
      .catch(() => undefined);
    if (isKept === null) await destroyHeldKey(key.stored).catch(() => {});
    throw error;
  });
}

type Key = { origin: DocumentSeal["origin"]; signing: SigningKind; stored: Uint8Array<ArrayBuffer> } & (
  | { publicKey: Uint8Array }
  | { certificate: Uint8Array; chain: Uint8Array[] }
);

async function keyOf(given: NewSeal["key"], of: { id: string; organisationId: string }): Promise<Key> {
  if ("make" in given) return { origin: "trial", signing: given.make, ...(await madeKey(given.make, of.id)) };
  const key = "remote" in given ? await remoteKey(given.remote, of.id) : await broughtKey(given, of);
  await requireSigning(key, { owner: of.id, field: "remote" in given ? "certificates" : "pkcs12" });
  return key;
}

/** @throws {SealbookError} `seal_signer_away` */
async function madeKey(kind: SigningKind, owner: string) {
  return await createHeldKey(kind, owner).catch(refuseAway);
}

async function broughtKey(
  { pkcs12, password }: { pkcs12: string; password: string },
  { id, organisationId }: { id: string; organisationId: string },
): Promise<CertifiedKey> {
  const read = await openKeyFile({ bytes: new Uint8Array(Buffer.from(pkcs12, "base64")), password }, organisationId);
  if ("failed" in read) {
    const field = read.failed === "key_file_password_wrong" ? "password" : "pkcs12";
    throw new SealbookError(read.failed, { field, details: { algorithm: read.detail ?? "-" } });
  }
  const { key: secret, certificate, chain } = read;
  const signing = signingKindOf(secret);
  if (signing === undefined) throw new SealbookError("seal_key_unfit", { field: "pkcs12" });
  requireFit(certificate);
  return { origin: "pkcs12", signing, certificate, chain, stored: sealDocumentKey(secret, id) };
}

/** @throws {SealbookError} `seal_signer_address`; as `requireCertificates` */
async function remoteKey(
  { url, secret, certificates }: { url: string; secret: string; certificates: string },
  id: string,
): Promise<CertifiedKey> {
  requireSignerAddress(url);
  const { certificate, chain } = requireCertificates(certificates);
  const signing = signingKindFor(certificate);
  if (signing === undefined) throw new SealbookError("seal_certificate_unfit", { field: "certificates" });
  return { origin: "remote", signing, certificate, chain, stored: holdRemote({ url, secret }, id) };
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
