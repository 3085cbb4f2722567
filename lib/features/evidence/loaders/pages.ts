/** Reads for the console's pages about evidence, as plain JSON. Everybody but a member is sent to sign in. */
import { create as createQr } from "qrcode";
import { cache } from "react";
import { DIGEST_BYTES, fromHex } from "#lib/core/bytes.ts";
import { env, publicUrl } from "#lib/env.ts";
import { readOrganisation } from "#lib/features/organisations/data.ts";
import { requireMember } from "#lib/features/sessions/loaders.ts";
import { may } from "#lib/infra/auth/permissions.ts";
import type { OrganisationId } from "#lib/infra/auth/types.ts";
import { findCommitments } from "../data/commitments.ts";
import { findSubmitters } from "../data/submitters.ts";
import { findEvidence, listEvidence } from "../data.ts";
import { dayRange, type Filters, parseFilters, type RawFilters } from "../schema/filters.ts";
import { idSchema, type ListQuery } from "../schema.ts";

const ROWS_PER_PAGE = 50;

/** The evidence list under the filters of the address. */
export async function loadListPage(raw: RawFilters) {
  const filters = parseFilters(raw);
  const actor = await requireMember(filters.path);
  const { organisationId } = actor;
  const { evidence, next } = filters.problem
    ? { evidence: [], next: undefined }
    : await findMatching(organisationId, filters);
  const submitters = await findSubmitters(
    organisationId,
    evidence.map(({ id }) => id),
  );
  const rows = evidence.map(({ id, name, type, sha256, state, receivedAt }) => ({
    id,
    name,
    type,
    sha256,
    state,
    receivedAt,
    who: submitters.get(id),
  }));
  return { rows, next, filters, mayRecord: may(actor, "evidence:write") };
}

async function findMatching(organisationId: OrganisationId, filters: Filters): ReturnType<typeof listEvidence> {
  const { q, state, cursor } = filters;
  const id = idSchema.safeParse(q.toLowerCase());
  if (id.success) {
    const one = await findEvidence(organisationId, id.data);
    return { evidence: one && (!state || one.state === state) ? [one] : [] };
  }
  // People copy digests in groups.
  const sha256 = fromHex(q.toLowerCase().replaceAll(/\s/g, ""));
  const query: ListQuery = { limit: ROWS_PER_PAGE, ...dayRange(filters) };
  if (sha256?.length === DIGEST_BYTES) query.sha256 = new Uint8Array(sha256);
  else if (q) query.q = q;
  if (state) query.state = state;
  if (cursor) query.cursor = cursor;
  return await listEvidence(organisationId, query);
}

/** What the upload page needs to know before a file is chosen. */
export async function loadUploadPage() {
  const actor = await requireMember("/evidence/new");
  const { keepContent } = await readOrganisation(actor.organisationId);
  return {
    mayRecord: may(actor, "evidence:write"),
    keepContent,
    bytesMax: env.UPLOAD_BYTES_MAX,
    // The list of files in a tab belongs to one person in one organisation.
    scope: `${actor.organisationId} ${actor.userId}`,
  };
}

/** A record of the member's own organisation; undefined for every other id. Asked once a request. */
export const loadRecordPage = cache(async (id: string) => {
  const { organisationId } = await requireMember(`/evidence/${encodeURIComponent(id)}`);
  if (!idSchema.safeParse(id).success) return undefined;
  const [evidence, commitments, submitters] = await Promise.all([
    findEvidence(organisationId, id),
    findCommitments(organisationId, id),
    findSubmitters(organisationId, [id]),
  ]);
  if (!evidence || !commitments) return undefined;
  const publicPage = `${publicUrl}/v/${id}`;
  return { ...evidence, ...commitments, who: submitters.get(id), publicPage, qr: drawQr(publicPage) };
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
