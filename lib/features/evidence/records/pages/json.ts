/** Evidence for pages and answers: plain JSON with its links. */

import type { z } from "zod";
import { publicUrl } from "#lib/env.ts";
import type { MemberActor } from "#lib/gate/actor.ts";
import { findEvidence, listEvidence, lookUpDigest } from "../rows/evidence.ts";
import { findInBundles } from "../rows/in-bundles.ts";
import type { EvidenceJson, evidenceListJsonSchema, ListQuery } from "../schema/evidence.ts";
import type { Evidence, EvidenceSummary } from "../types.ts";

export type EvidenceListItem = z.output<typeof evidenceListJsonSchema>["evidence"][number];

export function toEvidenceJson(evidence: Evidence, { test }: Pick<MemberActor, "test">): EvidenceJson {
  return { ...evidence, ...(test && { test }), links: linksOf(evidence) };
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

/** Where the receipt of one file of a bundle is. */
export const fileReceipt = (id: string, place: number): string =>
  `${publicUrl}/api/v1/bundles/${id}/files/${place}/receipt`;

/** A page of the evidence that the actor may see, newest first. */
export async function loadEvidenceList(
  actor: MemberActor,
  query: ListQuery,
): Promise<{ evidence: EvidenceListItem[]; next?: string }> {
  const { cursor, limit, ...filter } = query;
  const { evidence, older } = await listEvidence(actor, { filter, cursor: { older: cursor }, limit });
  const { test, organisationId } = actor;
  const found = await findInBundles(organisationId, { ids: evidence.map(({ id }) => id), sha256: query.sha256 });
  const items = evidence.map((item) => {
    const file = found.get(item.id);
    const inBundle = file && { file: { ...file, links: { receipt: fileReceipt(item.id, file.place) } } };
    return { ...item, ...(test && { test }), links: linksOf(item), ...inBundle };
  });
  return { evidence: items, ...(older === undefined ? {} : { next: older }) };
}

/** One record that the actor may see; undefined where there is none under this id. */
export async function loadEvidence(actor: MemberActor, id: string): Promise<EvidenceJson | undefined> {
  const evidence = await findEvidence(actor, id);
  return evidence && toEvidenceJson(evidence, actor);
}

/** Public records of a digest with their links. */
export async function loadPublicRecords(sha256: Uint8Array<ArrayBuffer>) {
  const records = await lookUpDigest(sha256);
  return records.map((record) => {
    const receipt = `${publicUrl}/api/v1/records/${record.id}/receipt`;
    return { ...record, links: { receipt, public: `${publicUrl}/v/${record.id}` } };
  });
}
