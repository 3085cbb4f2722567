"use server";

import { revalidatePath } from "next/cache";
import { parseForm } from "#lib/features/forms/schema.ts";
import type { FormState } from "#lib/features/forms/types.ts";
import { requireMember } from "#lib/features/sessions/loaders.ts";
import { updateOrganisation } from "./mutations/update-organisation.ts";
import { organisationSettingsSchema } from "./schema.ts";

export async function updateOrganisationAction(_: FormState, form: FormData): Promise<FormState> {
  const actor = await requireMember("/settings/organisation");
  const parsed = parseForm(organisationSettingsSchema, form);
  if ("refused" in parsed) return parsed.refused;
  const { values } = parsed;
  const result = await updateOrganisation({ actor, settings: parsed.data });
  if ("failed" in result) return { values, problems: {}, problem: result.failed };
  revalidatePath("/", "layout");
  return { values, problems: {}, done: true };
}
