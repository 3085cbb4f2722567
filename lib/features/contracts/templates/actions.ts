"use server";

import { z } from "zod";
import { action, buttonAction } from "#lib/gate/action.ts";
import { countOrRefuse } from "#lib/gate/admit.ts";
import { requirePermission } from "#lib/gate/require.ts";
import { RATE_LIMITS } from "#lib/infra/http/rate-limits.ts";
import { publishTemplate } from "./verbs/publish-template.ts";
import { retireTemplate } from "./verbs/retire-template.ts";

const pathOf = ({ id }: { id: string }) => `/contracts/templates/${encodeURIComponent(id)}`;

/** The draft as it was seen: what somebody saved since is not published unseen. Says by itself what cannot be drawn. */
export const publishContractTemplateAction = action({
  schema: z.object({ id: z.uuid(), basis: z.string() }),
  verb: async ({ actor, data }) => {
    requirePermission(actor, "templates:write");
    await countOrRefuse(RATE_LIMITS.costly, actor.organisationId);
    return await publishTemplate({ actor, ...data });
  },
  revalidate: pathOf,
});

export const retireContractTemplateAction = buttonAction({
  schema: z.object({ id: z.uuid() }),
  returnTo: pathOf,
  verb: ({ actor, data }) => retireTemplate({ actor, ...data }),
  revalidate: pathOf,
});
