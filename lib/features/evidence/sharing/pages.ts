/** What the page of a record shows with its links, and who may see it without an account. */
import { publicUrl } from "#lib/env.ts";
import { findUnit } from "#lib/features/accounts/units/rows.ts";
import { loadBundleCard } from "#lib/features/evidence/bundles/pages.ts";
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

/** `older`, `newer`: of its links. `files`, `after`: which files of a bundle. */
export interface RecordPageQuery {
  older?: string | undefined;
  newer?: string | undefined;
  files?: string | undefined;
  after?: string | undefined;
}

/** A record that the member may see; undefined for every other id. */
export async function loadRecordPage(id: string, asked: RecordPageQuery) {
  const { older, newer, files: q, after } = asked;
  const actor = await requireMember(`/evidence/${encodeURIComponent(id)}`);
  const { organisationId } = actor;
  if (!idSchema.safeParse(id).success) return undefined;
  const [evidence, commitments, submitters, sharing, state, bundle] = await Promise.all([
    findEvidence(actor, id),
    findCommitments(actor, id),
    findSubmitters(actor, [id]),
    readSharing(actor, id, linksQuerySchema.parse({ older, newer })),
    readOrganisationState(organisationId),
    loadBundleCard(actor, { id, q, after }),
  ]);
  if (!evidence || !commitments) return undefined;
  const mayShare = may(actor, "evidence:write");
  const unit = evidence.unit === undefined ? undefined : await findUnit(actor, evidence.unit);
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
    ...(bundle && { bundle }),
    ...(unit && { unitPath: unit.path }),
    who: submitters.get(id) ?? { kind: "unreadable" as const },
    publicPage,
    qr: qrPath(publicPage),
    sharing: { ...sharing, links, mayShare, suspended: state === "suspended" },
  };
}
