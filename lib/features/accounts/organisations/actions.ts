"use server";

import { revalidatePath } from "next/cache";
import { currentMember } from "#lib/gate/page-member.ts";
import { parseForm } from "#lib/gate/parse-form.ts";
import type { FormState } from "#lib/words/form-state.ts";
import { organisationSettingsSchema } from "./schema.ts";
import { updateOrganisation } from "./verbs/update-organisation.ts";

export async function updateOrganisationAction(_: FormState, form: FormData): Promise<FormState> {
  const parsed = parseForm(organisationSettingsSchema, form);
  if ("refused" in parsed) return parsed.refused;
  const { values } = parsed;
  const actor = await currentMember();
  if (!actor) return { values, problems: {}, problem: "sessionEnded" };
  const result = await updateOrganisation({ actor, settings: parsed.data });
  if ("failed" in result) return { values, problems: {}, problem: result.failed };
  revalidatePath("/", "layout");
  return { values, problems: {}, done: true };
}
