"use server";

import { action } from "#lib/gate/action.ts";
import { organisationSettingsSchema } from "./schema.ts";
import { updateOrganisation } from "./verbs/update-organisation.ts";

export const updateOrganisationAction = action({
  schema: organisationSettingsSchema,
  verb: ({ actor, data }) => updateOrganisation({ actor, settings: data }),
  revalidate: { layout: "/" },
});
