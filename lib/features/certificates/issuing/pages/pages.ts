/** What the console's pages of batches and certificates show. */
import { notFound } from "next/navigation";
import { readerZone } from "#lib/features/accounts/people/pages.ts";
import { unitChoices } from "#lib/features/accounts/units/pages.ts";
import { findUnit } from "#lib/features/accounts/units/rows.ts";
import { findIssuer } from "#lib/features/certificates/issuers/rows.ts";
import { explorerLinks, findLedgerPlace, listStatuses } from "#lib/features/certificates/status/rows.ts";
import { idSchema } from "#lib/features/evidence/records/schema/evidence.ts";
import type { Reach, UserActor } from "#lib/gate/actor.ts";
import { may } from "#lib/gate/may.ts";
import { requireMember } from "#lib/gate/page-member.ts";
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

/** Name of the unit of something, with those above it; undefined: it is of the organisation itself. */
async function pathOf(reach: Reach, { unit }: { unit?: string }): Promise<string | undefined> {
  return unit === undefined ? undefined : (await findUnit(reach, unit))?.path;
}

export async function loadBatchList(raw: RawFilters) {
  const actor = await requireMember(BATCHES);
  const { organisationId } = actor;
  const [state, older, newer] = ["state", "older", "newer"].map((name) => raw[name]);
  const filter = BATCH_STATES.find((each) => each === state) as BatchState | undefined;
  const cursor = { older: idSchema.safeParse(older).data, newer: idSchema.safeParse(newer).data };
  const [page, rules, waiting, issuer, units] = await Promise.all([
    listBatches(actor, {
      state: filter,
      cursor: cursor.newer ? { newer: cursor.newer } : cursor.older ? { older: cursor.older } : {},
    }),
    readRules(organisationId),
    countSubmitted(actor),
    findIssuer(organisationId),
    unitChoices(actor),
  ]);
  const isFirst = cursor.older === undefined && cursor.newer === undefined;
  const shown = { state: filter, isFirst, rules, waiting, units, isIssuer: issuer !== undefined };
  return { ...page, ...shown, ...rightsOf(actor) };
}

/** @param chosen the template that a link names */
export async function loadNewBatch(chosen: string | string[] | undefined) {
  const actor = await requireMember(`${BATCHES}/new`);
  const { organisationId } = actor;
  const [templates, issuer, zone, units] = await Promise.all([
    listIssuable(organisationId),
    findIssuer(organisationId),
    readerZone(),
    unitChoices(actor),
  ]);
  const template = templates.find(({ id }) => id === chosen)?.id;
  const place = { units, isWhole: actor.units === null };
  return { templates, template, zone, ...place, isIssuer: issuer !== undefined, ...rightsOf(actor) };
}

export async function loadBatchPage(id: string, raw: RawFilters) {
  const actor = await requireMember(`${BATCHES}/${id}`);
  const known = idSchema.safeParse(id).data;
  const batch = known && (await findBatch(actor, known));
  if (!batch) notFound();
  const { fields } = (await readPinned({ templateId: batch.template.id, version: batch.template.version })).document;
  const after = Math.max(0, Number.parseInt(String(raw.after ?? "0"), 10) || 0);
  const drafts = await listDrafts(batch.id, { after, limit: DRAFTS_PAGE_SIZE });
  const isOwn = batch.submittedBy?.kind === "user" && batch.submittedBy.id === actor.userId;
  const [rules, unitPath] = [await readRules(actor.organisationId), await pathOf(actor, batch)];
  return { batch, unitPath, fields, drafts, after, isOwn, rules, ...rightsOf(actor) };
}

export async function loadCertificateList(raw: RawFilters) {
  const zone = await readerZone();
  const filters: CertificateFilters = parseCertificateFilters(raw, zone);
  const actor = await requireMember(filters.path);
  const { organisationId } = actor;
  const { older, newer } = filters;
  const [page, templates, batch, units] = await Promise.all([
    listCertificates(actor, {
      filter: toFilter(filters),
      cursor: newer ? { newer } : older ? { older } : {},
    }),
    listIssuable(organisationId),
    filters.batch ? findBatch(actor, filters.batch) : undefined,
    unitChoices(actor),
  ]);
  return { ...page, filters, templates, units, batchName: batch?.name, ...rightsOf(actor) };
}

export async function loadCertificatePage(id: string) {
  const actor = await requireMember(`/certificates/${id}`);
  const known = idSchema.safeParse(id).data;
  const certificate = known && (await findCertificate(actor, known));
  if (!certificate) notFound();
  const { templateId, version } = { templateId: certificate.template.id, version: certificate.template.version };
  const [statuses, place, pinned, batch, rules, claimed, unitPath] = await Promise.all([
    listStatuses(certificate.id),
    findLedgerPlace(certificate.id),
    readPinned({ templateId, version }),
    findBatch(actor, certificate.batchId),
    readRules(actor.organisationId),
    isClaimed(certificate.id),
    pathOf(actor, certificate),
  ]);
  const rights = rightsOf(actor);
  const life = statuses.map(({ number, state, at, reason, replacement, evidenceId }) => ({
    ...{ number, state, at: at.toISOString(), reason },
    ...(replacement === undefined ? {} : { replacement }),
    ...(evidenceId === undefined ? {} : { evidenceId }),
  }));
  return {
    ...{ certificate, unitPath, fields: pinned.document.fields, batchName: batch?.name ?? "", life },
    ...(place ? { explorer: explorerLinks(place) } : {}),
    ...rights,
    // As verbs/submit-batch.ts asks.
    mayReplace: rights.mayWrite && (rights.mayRevoke || rules.fourEyes || !claimed),
  };
}
