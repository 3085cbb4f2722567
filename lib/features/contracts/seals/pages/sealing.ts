/** What the desk on which a document is sealed by hand shows. */
import { notFound } from "next/navigation";
import { may } from "#lib/gate/may.ts";
import { readOrganisationState } from "#lib/gate/organisation-state.ts";
import { requireMember } from "#lib/gate/page-member.ts";
import { findRequest } from "../rows/requests.ts";
import { findSeal, purposesFor } from "../rows/seals.ts";
import { requestParamsSchema, sealParamsSchema } from "../schema/pages.ts";
import type { RawQuery } from "./seals.ts";

/** @param raw request: id of what was approved */
export async function loadSealing(params: { id: string }, raw: RawQuery) {
  const actor = await requireMember(`/contracts/seals/${encodeURIComponent(params.id)}/document`);
  if (!may(actor, "seals:use")) return { forbidden: actor.role };
  const known = sealParamsSchema.safeParse(params).data;
  const seal = known && (await findSeal(actor, known.id));
  if (!seal) notFound();
  const named = requestParamsSchema.safeParse({ ...params, request: raw.request }).data;
  const request = named && (await findRequest({ sealId: seal.id, id: named.request }));
  const isMine = request?.asker.kind === "user" && request.asker.id === actor.userId;
  const [purposes, state] = await Promise.all([purposesFor(actor, seal), readOrganisationState(actor.organisationId)]);
  const mine = isMine && request.covers === "file" ? request : undefined;
  // A link to what is used, or over, leads to the list of requests.
  if (raw.request !== undefined && mine?.state !== "approved") notFound();
  return { seal, request: mine, purposes, mayUse: seal.mayUse && state === "active" };
}
