/** Batches and certificates for answers: plain JSON with their links. */
import { publicUrl } from "#lib/env.ts";
import type { MemberActor } from "#lib/gate/actor.ts";
import { SealbookError } from "#lib/words/errors.ts";
import { findBatch } from "../rows/batches.ts";
import { findCertificate } from "../rows/certificates.ts";
import type { BatchJson, CertificateJson } from "../schema/api.ts";
import type { Batch, CertificateSummary, IssuedCertificate } from "../types.ts";

const api = `${publicUrl}/api/v1`;

export function toBatchJson({ issuerId, sealKey, sealed, statement, final, evidenceId, ...batch }: Batch): BatchJson {
  const self = `${api}/batches/${batch.id}`;
  const certificates = `${api}/certificates?batch=${batch.id}`;
  const record = evidenceId === undefined ? {} : { record: `${publicUrl}/v/${evidenceId}` };
  const links = { self, certificates, ...record };
  return { ...batch, ...(evidenceId === undefined ? {} : { evidence: evidenceId }), links };
}

/** @throws {SealbookError} `not_found` */
export async function loadBatchJson(actor: MemberActor, id: string): Promise<BatchJson> {
  const batch = await findBatch(actor, id);
  if (!batch) throw new SealbookError("not_found");
  return toBatchJson(batch);
}

export function toCertificateItem({ batchId: batch, ...certificate }: CertificateSummary) {
  const { id } = certificate;
  return { ...certificate, batch, links: { self: `${api}/certificates/${id}`, public: `${publicUrl}/v/${id}` } };
}

function toCertificateJson({ leafIndex, evidenceId, ...certificate }: IssuedCertificate): CertificateJson {
  const item = toCertificateItem(certificate);
  const { self } = item.links;
  const { values, replaces } = certificate;
  return {
    ...item,
    ...{ values, ...(replaces === undefined ? {} : { replaces }) },
    ...(evidenceId === undefined ? {} : { evidence: evidenceId }),
    links: {
      ...item.links,
      pdf: `${self}/pdf`,
      credential: `${self}/credential`,
      receipt: `${self}/receipt`,
      sdJwt: `${self}/sd-jwt`,
      badge: `${self}/badge`,
    },
  };
}

/** Undefined where there is none of this id within reach. */
export async function loadCertificateJson(actor: MemberActor, id: string): Promise<CertificateJson | undefined> {
  const certificate = await findCertificate(actor, id);
  return certificate && toCertificateJson(certificate);
}

/** Of what waits in a batch. */
export function toPendingJson({
  certificateId: id,
  batchId: batch,
  state,
}: {
  certificateId: string;
  batchId: string;
  state: Batch["state"];
}) {
  return { id, batch, state, links: { self: `${api}/certificates/${id}`, batch: `${api}/batches/${batch}` } };
}
