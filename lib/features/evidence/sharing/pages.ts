/** What the page of a record shows with its links, and who may see it without an account. */
import { cache } from "react";
import { publicUrl } from "#lib/env.ts";
import { findCommitments } from "#lib/features/evidence/records/rows/commitments.ts";
import { findEvidence } from "#lib/features/evidence/records/rows/evidence.ts";
import { findSubmitters } from "#lib/features/evidence/records/rows/submitters.ts";
import { listTags } from "#lib/features/evidence/records/rows/tags.ts";
import { idSchema } from "#lib/features/evidence/records/schema/evidence.ts";
import { may } from "#lib/gate/may.ts";
import { readOrganisationState } from "#lib/gate/organisation-state.ts";
import { requireMember } from "#lib/gate/page-member.ts";
import { qrPath } from "#lib/pdf/qr.ts";
import { shareToken } from "./rows/share-token.ts";
import { readSharing } from "./rows/sharing.ts";
import { linksQuerySchema } from "./schema.ts";

/** A record of the member's own organisation; undefined for every other id. Asked once a request. `older`, `newer`: of its links. */
export const loadRecordPage = cache(async (id: string, older?: string, newer?: string) => {
  const actor = await requireMember(`/evidence/${encodeURIComponent(id)}`);
  const { organisationId } = actor;
  if (!idSchema.safeParse(id).success) return undefined;
  const [evidence, commitments, submitters, sharing, state] = await Promise.all([
    findEvidence(organisationId, id),
    findCommitments(organisationId, id),
    findSubmitters(organisationId, [id]),
    readSharing(organisationId, id, linksQuerySchema.parse({ older, newer })),
    readOrganisationState(organisationId),
  ]);
  if (!evidence || !commitments) return undefined;
  const mayShare = may(actor, "evidence:write");
  const tagChoices = mayShare ? await listTags(organisationId) : undefined;
  const publicPage = `${publicUrl}/v/${id}`;
  // Who may not make links is not handed any: they open the record to everybody.
  const links = sharing.links.map((link) => {
    const url = mayShare && link.state === "open" ? `${publicPage}?link=${shareToken(link.id)}` : undefined;
    return { ...link, ...(url ? { url, qr: qrPath(url) } : {}) };
  });
  return {
    ...evidence,
    ...commitments,
    ...(tagChoices && { tagChoices }),
    who: submitters.get(id) ?? { kind: "unreadable" as const },
    publicPage,
    qr: qrPath(publicPage),
    sharing: { ...sharing, links, mayShare, suspended: state === "suspended" },
  };
});
