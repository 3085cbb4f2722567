"use server";

import { revalidatePath } from "next/cache";
import { parseForm } from "#lib/features/forms/schema.ts";
import type { FormState } from "#lib/features/forms/types.ts";
import { currentMember } from "#lib/features/sessions/loaders.ts";
import { updateOrganisation } from "./mutations/update-organisation.ts";
import { organisationSettingsSchema } from "./schema.ts";

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
