"use server";

import { action, buttonAction } from "#lib/gate/action.ts";
import { countOrRefuse } from "#lib/gate/admit.ts";
import { RATE_LIMITS } from "#lib/infra/http/rate-limits.ts";
import { logoFormSchema } from "./schema.ts";
import { removeLogo } from "./verbs/remove-logo.ts";
import { setLogo } from "./verbs/set-logo.ts";

const PATH = "/settings/organisation";

export const setLogoAction = action({
  schema: logoFormSchema,
  verb: async ({ actor, data: { logo } }) => {
    await countOrRefuse(RATE_LIMITS.pictures, actor.organisationId);
    return await setLogo({ actor, file: new Uint8Array(await logo.arrayBuffer()) });
  },
  revalidate: PATH,
});

export const removeLogoAction = buttonAction({
  returnTo: PATH,
  verb: ({ actor }) => removeLogo({ actor }),
  revalidate: PATH,
});
