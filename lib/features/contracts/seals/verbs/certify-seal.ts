/** A seal gets another certificate for the key that it has: of an authority outside, or behind one that ends. */
import { writeAuditEvent } from "#lib/features/audit-log/verbs/write-audit-event.ts";
import type { MemberActor } from "#lib/gate/actor.ts";
import { proven } from "#lib/gate/proven.ts";
import { requirePermission } from "#lib/gate/require.ts";
import { signWithHeldKey } from "#lib/infra/keys/held-keys.ts";
import { isOwnSignature, SIGNING, type SigningKind } from "#lib/pades/cms.ts";
import { readCertificate } from "#lib/pki/certificate.ts";
import { distinguishedName } from "#lib/pki/make-certificate.ts";
import { makeRequest, requestInfo } from "#lib/pki/make-request.ts";
import { writePem } from "#lib/pki/pem.ts";
import { SealbookError } from "#lib/words/errors.ts";
import { requireCertificates } from "../checks/certificate.ts";
import { refuseAway } from "../checks/key.ts";
import { toSeal } from "../rows/seals.ts";
import type { DocumentSeal } from "../types.ts";
import { workingSeal } from "./change-seal.ts";

/**
 * A request for a certificate, to be handed to an authority: signed by the seal's key, which signs nothing else that is no use.
 *
 * @returns PKCS #10 in PEM (RFC 2986, RFC 7468 section 7)
 * @throws {SealbookError} `forbidden`, `scope_missing`, `organisation_suspended`, `not_found`, `seal_revoked`, `seal_signer_away`,
 *   `seal_signer_wrong`
 */
export async function requestSealCertificate(input: {
  actor: MemberActor;
  id: string;
  subject: {
    organization?: string | undefined;
    organizationalUnit?: string | undefined;
    commonName?: string | undefined;
  };
}): Promise<string> {
  requirePermission(input.actor, "seals:manage");
  const { actor, id, subject: wanted } = input;
  const { organisationId } = actor;
  const { row, subject } = await proven({ actor, authority: "seals:manage", activeOnly: true }, async (tx, by) => {
    const row = await workingSeal(tx, by, id);
    const { name } = await tx.organisation.findUniqueOrThrow({ where: { id: organisationId }, select: { name: true } });
    const { organization = name, organizationalUnit, commonName = organization } = wanted;
    const subject = { organization, commonName, ...(organizationalUnit !== undefined && { organizationalUnit }) };
    const details = { name: row.name, ...subject };
    await writeAuditEvent(tx, { actor, organisationId, action: "seal.request_certificate", subject: id, details });
    return { row, subject };
  });
  const kind = row.signing as SigningKind;
  const publicKey = publicKeyOf(row.certificate);
  const info = requestInfo({ subject: distinguishedName(subject), publicKey });
  const key = { stored: new Uint8Array(row.secret), owner: id, kind };
  const signature = await signWithHeldKey(key, { id, bytes: info }).catch(refuseAway);
  const certificate = new Uint8Array(row.certificate);
  if (!(await isOwnSignature({ kind, certificate, attributes: info, signature })))
    throw new SealbookError("seal_signer_wrong");
  return writePem("CERTIFICATE REQUEST", makeRequest({ info, signature, algorithm: SIGNING[kind].algorithm }));
}

/**
 * From now on uses are signed under it; what was signed before keeps the certificate that it has.
 *
 * @param input.certificates PEM, in any order: the one of the seal's key, and its issuers'
 * @throws {SealbookError} `forbidden`, `scope_missing`, `organisation_suspended`, `not_found`, `seal_revoked`, `seal_certificate_unfit`,
 *   `seal_certificate_time`
 */
export async function certifySeal(input: {
  actor: MemberActor;
  id: string;
  certificates: string;
}): Promise<DocumentSeal> {
  requirePermission(input.actor, "seals:manage");
  const { actor, id } = input;
  const { organisationId } = actor;
  return await proven({ actor, authority: "seals:manage", activeOnly: true }, async (tx, by) => {
    const before = await workingSeal(tx, by, id);
    const { certificate, chain } = requireCertificates(input.certificates, publicKeyOf(before.certificate));
    const data = {
      certificate: new Uint8Array(certificate),
      chain: chain.map((each) => new Uint8Array(each)),
      origin: before.origin === "trial" ? "certified" : before.origin,
    };
    const seal = toSeal(await tx.documentSeal.update({ where: { id }, data }), true);
    const { serial, issuer } = seal.certificate;
    const details = { name: seal.name, serial, issuer };
    await writeAuditEvent(tx, { actor, organisationId, action: "seal.certify", subject: id, details });
    return seal;
  });
}

function publicKeyOf(certificate: Uint8Array): Uint8Array {
  const read = readCertificate(new Uint8Array(certificate));
  if (read === undefined) throw new Error("A seal has no certificate that can be read.");
  return read.publicKey;
}
