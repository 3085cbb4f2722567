"use server";

import { revalidatePath } from "next/cache";
import { idSchema } from "#lib/features/evidence/records/schema/evidence.ts";
import { currentMember, requireMember } from "#lib/gate/page-member.ts";
import { parseForm } from "#lib/gate/parse-form.ts";
import type { FormState } from "#lib/words/form-state.ts";
import { newLinkSchema, publicPageSchema, revokeLinkSchema } from "./schema.ts";
import { createShareLink, revokeShareLink, setPublicPage } from "./verbs/share-record.ts";

const pageOf = (id: string) => `/evidence/${id}`;

/** Who may not is told by the page, whose switch cannot be moved. */
export async function setPublicPageAction(form: FormData): Promise<void> {
  const { id, on } = publicPageSchema.parse({ id: form.get("id"), on: form.get("on") });
  const actor = await requireMember(pageOf(id));
  await setPublicPage({ actor, evidenceId: id, on: on === "on" });
  revalidatePath(pageOf(id));
}

/** `done`: the id of the new link. */
export async function createShareLinkAction(
  _: FormState<string, string>,
  form: FormData,
): Promise<FormState<string, string>> {
  const evidenceId = idSchema.parse(form.get("id"));
  const parsed = parseForm(newLinkSchema, form);
  if ("refused" in parsed) return { values: parsed.refused.values, problems: parsed.refused.problems };
  const actor = await currentMember();
  if (!actor) return { values: parsed.values, problems: {}, problem: "sessionEnded" };
  const { label, days } = parsed.data;
  const result = await createShareLink({ actor, evidenceId, label, days });
  if ("failed" in result) return { values: parsed.values, problems: {}, problem: result.failed };
  revalidatePath(pageOf(evidenceId));
  return { values: {}, problems: {}, done: result.id };
}

/** A link that is revoked already is what was asked for. */
export async function revokeShareLinkAction(form: FormData): Promise<void> {
  const { id, link } = revokeLinkSchema.parse({ id: form.get("id"), link: form.get("link") });
  const actor = await requireMember(pageOf(id));
  await revokeShareLink({ actor, linkId: link });
  revalidatePath(pageOf(id));
}
