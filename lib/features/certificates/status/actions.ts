"use server";

import { action } from "#lib/gate/action.ts";
import { countOrRefuse } from "#lib/gate/admit.ts";
import { RATE_LIMITS } from "#lib/infra/http/rate-limits.ts";
import { changeFormSchema } from "./schema.ts";
import { changeStatus } from "./verbs/change-status.ts";

/** One certificate, or a selection; says how many were changed and how many stand so that they may not be. */
export const changeStatusAction = action({
  schema: changeFormSchema,
  verb: async ({ actor, data: { ids, ...change } }) => {
    await countOrRefuse(RATE_LIMITS.write, actor.organisationId);
    return await changeStatus({ actor, certificateIds: ids, ...change });
  },
  done: ({ outcomes }) => {
    const count = (outcome: (typeof outcomes)[number]["outcome"]) =>
      outcomes.filter((each) => each.outcome === outcome).length;
    return { changed: count("changed"), unchanged: count("unchanged"), refused: count("refused") + count("absent") };
  },
  revalidate: { layout: "/" },
});
