"use server";

import { action } from "#lib/gate/action.ts";
import { rememberLocale } from "#lib/gate/browser-session.ts";
import { profileSchema } from "./schema.ts";
import { updateProfile } from "./verbs/update-profile.ts";

export const updateProfileAction = action({
  schema: profileSchema,
  verb: async ({ actor, data: { timeZone = null, ...profile } }) => {
    await updateProfile({ actor, profile: { ...profile, timeZone } });
    await rememberLocale(profile.locale);
  },
  revalidate: { layout: "/" },
});
