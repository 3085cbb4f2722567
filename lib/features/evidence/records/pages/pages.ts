/** Reads for the console's pages about evidence, as plain JSON. Everybody but a member is sent to sign in. */
import { create as createQr } from "qrcode";
import { cache } from "react";
import { DIGEST_BYTES, fromHex } from "#lib/core/text/bytes.ts";
import { env, publicUrl } from "#lib/env.ts";
import { readOrganisation } from "#lib/features/accounts/organisations/rows.ts";
import { currentMember, requireMember } from "#lib/features/accounts/sessions/pages.ts";
import { shareToken } from "#lib/features/evidence/sharing/rows/share-token.ts";
import { readSharing } from "#lib/features/evidence/sharing/rows/sharing.ts";
import type { UserActor } from "#lib/gate/actor.ts";
import { may } from "#lib/gate/may.ts";
import { readOrganisationState } from "#lib/gate/organisation-state.ts";
import { findCommitments } from "../rows/commitments.ts";
import { findEvidence } from "../rows/evidence.ts";
import type { EvidenceFilter } from "../rows/list.ts";
import { readListPage } from "../rows/list-page.ts";
import { findSubmitters } from "../rows/submitters.ts";
import { idSchema } from "../schema/evidence.ts";
import { dayRange, type Filters, parseFilters, type RawFilters } from "../schema/filters.ts";
import { type ExportedPage, exportEvidence } from "../verbs/export-evidence.ts";

/** The evidence list under the filters of the address. */
export async function loadListPage(raw: RawFilters) {
  const filters = parseFilters(raw);
  const actor = await requireMember(filters.path);
  const { older, newer } = filters;
  const page = await readListPage({
    organisationId: actor.organisationId,
    filter: filters.problem ? undefined : toFilter(filters),
    cursor: { older, newer },
  });
  return { ...page, filters, mayRecord: await mayRecord(actor) };
}

async function mayRecord(actor: UserActor): Promise<boolean> {
  return may(actor, "evidence:write") && (await readOrganisationState(actor.organisationId)) === "active";
}

/** What the search field takes: a whole id, a whole digest, or a part of a name. */
function toFilter(filters: Filters): EvidenceFilter {
  const { q, state, who } = filters;
  const rest = { state, who, ...dayRange(filters) };
  const id = idSchema.safeParse(q.toLowerCase());
  if (id.success) return { id: id.data, ...rest };
  // People copy digests in groups.
  const sha256 = fromHex(q.toLowerCase().replaceAll(/\s/g, ""));
  return sha256?.length === DIGEST_BYTES ? { sha256: new Uint8Array(sha256), ...rest } : { q, ...rest };
}

/** All that the list shows under these filters, for who is signed in; undefined for everybody else. */
export async function loadEvidenceExport(raw: RawFilters): Promise<AsyncGenerator<ExportedPage> | undefined> {
  const actor = await currentMember();
  if (!actor || !may(actor, "evidence:read")) return undefined;
  const filters = parseFilters(raw);
  if (filters.problem) return undefined;
  return await exportEvidence({ actor, filter: toFilter(filters) });
}

/** What the upload page needs to know before a file is chosen. */
export async function loadUploadPage() {
  const actor = await requireMember("/evidence/new");
  const { keepContent, publishRecords } = await readOrganisation(actor.organisationId);
  return {
    mayRecord: await mayRecord(actor),
    /** What keeps them from it is not their role: the layout says what. */
    suspended: (await readOrganisationState(actor.organisationId)) === "suspended",
    keepContent,
    publishRecords,
    bytesMax: env.UPLOAD_BYTES_MAX,
    // The list of files in a tab belongs to one person in one organisation.
    scope: `${actor.organisationId} ${actor.userId}`,
  };
}

/** A record of the member's own organisation; undefined for every other id. Asked once a request. */
export const loadRecordPage = cache(async (id: string) => {
  const actor = await requireMember(`/evidence/${encodeURIComponent(id)}`);
  const { organisationId } = actor;
  if (!idSchema.safeParse(id).success) return undefined;
  const [evidence, commitments, submitters, sharing] = await Promise.all([
    findEvidence(organisationId, id),
    findCommitments(organisationId, id),
    findSubmitters(organisationId, [id]),
    readSharing(organisationId, id),
  ]);
  if (!evidence || !commitments) return undefined;
  const mayShare = may(actor, "evidence:write");
  const publicPage = `${publicUrl}/v/${id}`;
  // Who may not make links is not handed any: they open the record to everybody.
  const links = sharing.links.map((link) => {
    const url = mayShare && link.state === "open" ? `${publicPage}?link=${shareToken(link.id)}` : undefined;
    return { ...link, ...(url ? { url, qr: drawQr(url) } : {}) };
  });
  return {
    ...evidence,
    ...commitments,
    who: submitters.get(id) ?? { kind: "unreadable" as const },
    publicPage,
    qr: drawQr(publicPage),
    sharing: { ...sharing, links, mayShare },
  };
});

/** A QR code as the path of its dark modules in a square of `size` units. ISO/IEC 18004, error correction M. */
function drawQr(text: string): { size: number; path: string } {
  const { modules } = createQr(text, { errorCorrectionLevel: "M" });
  const { size } = modules;
  let path = "";
  for (let y = 0; y < size; y += 1)
    for (let x = 0; x < size; x += 1) if (modules.get(y, x)) path += `M${x} ${y}h1v1h-1z`;
  return { size, path };
}
