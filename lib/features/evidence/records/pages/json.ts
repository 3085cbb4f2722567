/** Evidence for pages and answers: plain JSON with its links. */

import { publicUrl } from "#lib/env.ts";
import type { MemberActor } from "#lib/gate/actor.ts";
import { findEvidence, listEvidence, lookUpDigest } from "../rows/evidence.ts";
import type { EvidenceJson, ListQuery } from "../schema/evidence.ts";
import type { Evidence, EvidenceSummary } from "../types.ts";

export type EvidenceListItem = Omit<EvidenceJson, "earlier">;

export function toEvidenceJson(evidence: Evidence): EvidenceJson {
  return { ...evidence, links: linksOf(evidence) };
}

function linksOf({ id, contentKept }: EvidenceSummary): EvidenceJson["links"] {
  const self = `${publicUrl}/api/v1/evidence/${id}`;
  return {
    self,
    receipt: `${self}/receipt`,
    public: `${publicUrl}/v/${id}`,
    ...(contentKept ? { content: `${self}/content` } : {}),
  };
}

/** A page of the evidence of the actor's organisation, newest first. */
export async function loadEvidenceList(
  actor: MemberActor,
  query: ListQuery,
): Promise<{ evidence: EvidenceListItem[]; next?: string }> {
  const { cursor, limit, ...filter } = query;
  const { evidence, older } = await listEvidence(actor.organisationId, { filter, cursor: { older: cursor }, limit });
  const items = evidence.map((item) => ({ ...item, links: linksOf(item) }));
  return { evidence: items, ...(older === undefined ? {} : { next: older }) };
}

/** One record of the actor's organisation; undefined when it has none under this id. */
export async function loadEvidence(actor: MemberActor, id: string): Promise<EvidenceJson | undefined> {
  const evidence = await findEvidence(actor.organisationId, id);
  return evidence && toEvidenceJson(evidence);
}

/** Public records of a digest with their links. */
export async function loadPublicRecords(sha256: Uint8Array<ArrayBuffer>) {
  const records = await lookUpDigest(sha256);
  return records.map((record) => {
    const receipt = `${publicUrl}/api/v1/records/${record.id}/receipt`;
    return { ...record, links: { receipt, public: `${publicUrl}/v/${record.id}` } };
  });
}
