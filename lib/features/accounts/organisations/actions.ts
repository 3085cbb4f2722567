"use server";

import { action } from "#lib/gate/action.ts";
import { accessRulesSchema, organisationSettingsSchema } from "./schema.ts";
import { changeAccessRules } from "./verbs/change-access-rules.ts";
import { updateOrganisation } from "./verbs/update-organisation.ts";

export const updateOrganisationAction = action({
  schema: organisationSettingsSchema,
  verb: ({ actor, data }) => updateOrganisation({ actor, settings: data }),
  revalidate: { layout: "/" },
});

export const changeAccessRulesAction = action({
  schema: accessRulesSchema,
  verb: ({ actor, data }) => changeAccessRules({ actor, rules: data }),
  revalidate: "/settings/access",
});
