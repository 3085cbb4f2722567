/** What the console's pages of batches and certificates show. */
import { notFound } from "next/navigation";
import { readerZone } from "#lib/features/accounts/people/pages.ts";
import { findIssuer } from "#lib/features/certificates/issuers/rows.ts";
import { explorerLinks, findLedgerPlace, listStatuses } from "#lib/features/certificates/status/rows.ts";
import { idSchema } from "#lib/features/evidence/records/schema/evidence.ts";
import type { UserActor } from "#lib/gate/actor.ts";
import { may } from "#lib/gate/may.ts";
import { requireWholeMember } from "#lib/gate/page-member.ts";
import { countSubmitted, DRAFTS_PAGE_SIZE, findBatch, listBatches, listDrafts } from "../rows/batches.ts";
import { findCertificate, isClaimed, listCertificates } from "../rows/certificates.ts";
import { readRules } from "../rows/rules.ts";
import { listIssuable, readPinned } from "../rows/templates.ts";
import { type CertificateFilters, parseCertificateFilters, type RawFilters, toFilter } from "../schema/filters.ts";
import { BATCH_STATES, type BatchState } from "../types.ts";

const BATCHES = "/certificates/batches";

function rightsOf(actor: UserActor) {
  return {
    mayWrite: may(actor, "certificates:write"),
    mayApprove: may(actor, "certificates:approve"),
    mayRevoke: may(actor, "certificates:revoke"),
    mayManage: may(actor, "organisation:manage"),
  };
}

export async function loadBatchList(raw: RawFilters) {
  const actor = await requireWholeMember(BATCHES);
  const { organisationId } = actor;
  const [state, older, newer] = ["state", "older", "newer"].map((name) => raw[name]);
  const filter = BATCH_STATES.find((each) => each === state) as BatchState | undefined;
  const cursor = { older: idSchema.safeParse(older).data, newer: idSchema.safeParse(newer).data };
  const [page, rules, waiting, issuer] = await Promise.all([
    listBatches(organisationId, {
      state: filter,
      cursor: cursor.newer ? { newer: cursor.newer } : cursor.older ? { older: cursor.older } : {},
    }),
    readRules(organisationId),
    countSubmitted(organisationId),
    findIssuer(organisationId),
  ]);
  const isFirst = cursor.older === undefined && cursor.newer === undefined;
  return { ...page, state: filter, isFirst, rules, waiting, isIssuer: issuer !== undefined, ...rightsOf(actor) };
}

/** @param chosen the template that a link names */
export async function loadNewBatch(chosen: string | string[] | undefined) {
  const actor = await requireWholeMember(`${BATCHES}/new`);
  const { organisationId } = actor;
  const [templates, issuer, zone] = await Promise.all([
    listIssuable(organisationId),
    findIssuer(organisationId),
    readerZone(),
  ]);
  const template = templates.find(({ id }) => id === chosen)?.id;
  return { templates, template, zone, isIssuer: issuer !== undefined, ...rightsOf(actor) };
}

export async function loadBatchPage(id: string, raw: RawFilters) {
  const actor = await requireWholeMember(`${BATCHES}/${id}`);
  const known = idSchema.safeParse(id).data;
  const batch = known && (await findBatch(actor.organisationId, known));
  if (!batch) notFound();
  const { fields } = (await readPinned({ templateId: batch.template.id, version: batch.template.version })).document;
  const after = Math.max(0, Number.parseInt(String(raw.after ?? "0"), 10) || 0);
  const drafts = await listDrafts(batch.id, { after, limit: DRAFTS_PAGE_SIZE });
  const isOwn = batch.submittedBy?.kind === "user" && batch.submittedBy.id === actor.userId;
  const rules = await readRules(actor.organisationId);
  return { batch, fields, drafts, after, isOwn, rules, ...rightsOf(actor) };
}

export async function loadCertificateList(raw: RawFilters) {
  const zone = await readerZone();
  const filters: CertificateFilters = parseCertificateFilters(raw, zone);
  const actor = await requireWholeMember(filters.path);
  const { organisationId } = actor;
  const { older, newer } = filters;
  const [page, templates, batch] = await Promise.all([
    listCertificates(organisationId, {
      filter: toFilter(filters),
      cursor: newer ? { newer } : older ? { older } : {},
    }),
    listIssuable(organisationId),
    filters.batch ? findBatch(organisationId, filters.batch) : undefined,
  ]);
  return { ...page, filters, templates, batchName: batch?.name, ...rightsOf(actor) };
}

export async function loadCertificatePage(id: string) {
  const actor = await requireWholeMember(`/certificates/${id}`);
  const known = idSchema.safeParse(id).data;
  const certificate = known && (await findCertificate(actor.organisationId, known));
  if (!certificate) notFound();
  const { templateId, version } = { templateId: certificate.template.id, version: certificate.template.version };
  const [statuses, place, pinned, batch, rules, claimed] = await Promise.all([
    listStatuses(certificate.id),
    findLedgerPlace(certificate.id),
    readPinned({ templateId, version }),
    findBatch(actor.organisationId, certificate.batchId),
    readRules(actor.organisationId),
    isClaimed(certificate.id),
  ]);
  const rights = rightsOf(actor);
  const life = statuses.map(({ number, state, at, reason, replacement, evidenceId }) => ({
    ...{ number, state, at: at.toISOString(), reason },
    ...(replacement === undefined ? {} : { replacement }),
    ...(evidenceId === undefined ? {} : { evidenceId }),
  }));
  return {
    ...{ certificate, fields: pinned.document.fields, batchName: batch?.name ?? "", life },
    ...(place ? { explorer: explorerLinks(place) } : {}),
    ...rights,
    // As verbs/submit-batch.ts asks.
    mayReplace: rights.mayWrite && (rights.mayRevoke || rules.fourEyes || !claimed),
  };
}
