"use server";

import { action, buttonAction } from "#lib/gate/action.ts";
import { countOrRefuse } from "#lib/gate/admit.ts";
import { RATE_LIMITS } from "#lib/infra/http/rate-limits.ts";
import {
  compromiseSchema,
  namedDomainSchema,
  newDomainSchema,
  newIssuerSchema,
  profileSchema,
  rotateSchema,
  unlinkableSchema,
} from "./schema.ts";
import { addDomain, removeDomain } from "./verbs/change-domains.ts";
import { checkDomain } from "./verbs/check-domain.ts";
import { createIssuer } from "./verbs/create-issuer.ts";
import { declareCompromised } from "./verbs/declare-compromised.ts";
import { offerUnlinkable } from "./verbs/offer-unlinkable.ts";
import { rotateKey } from "./verbs/rotate-key.ts";
import { updateIssuer } from "./verbs/update-issuer.ts";

const PATH = "/settings/issuer";

export const createIssuerAction = action({
  schema: newIssuerSchema,
  verb: ({ actor, data: { slug, ...profile } }) =>
    createIssuer({ actor, slug, profile: { ...profile, publicPage: true } }),
  revalidate: { layout: "/" },
});

export const updateIssuerAction = action({
  schema: profileSchema,
  verb: ({ actor, data: profile }) => updateIssuer({ actor, profile }),
  revalidate: PATH,
});

/** Named and asked in one go: who has prepared the domain sees at once that it counts. */
export const addDomainAction = action({
  schema: newDomainSchema,
  verb: async ({ actor, data }) => {
    await countOrRefuse(RATE_LIMITS.domains, actor.organisationId);
    await addDomain({ actor, ...data });
    await checkDomain({ actor, domain: data.domain });
  },
  clears: ["domain"],
  revalidate: PATH,
});

export const checkDomainAction = action({
  schema: namedDomainSchema,
  verb: async ({ actor, data: { domain } }) => {
    await countOrRefuse(RATE_LIMITS.domains, actor.organisationId);
    await checkDomain({ actor, domain });
  },
  revalidate: PATH,
});

export const removeDomainAction = buttonAction({
  schema: namedDomainSchema,
  returnTo: PATH,
  verb: ({ actor, data: { domain } }) => removeDomain({ actor, domain }),
  revalidate: PATH,
});

export const rotateKeyAction = action({
  schema: rotateSchema,
  verb: ({ actor, data: { kind } }) => rotateKey({ actor, kind }),
  revalidate: PATH,
  done: ({ number }) => number,
});

export const offerUnlinkableAction = action({
  schema: unlinkableSchema,
  verb: ({ actor, data: { on } }) => offerUnlinkable({ actor, on: on === "on" }),
  revalidate: PATH,
});

export const declareCompromisedAction = action({
  schema: compromiseSchema,
  verb: ({ actor, data }) => declareCompromised({ actor, ...data }),
  revalidate: PATH,
});
