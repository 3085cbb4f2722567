"use server";

import { action, buttonAction } from "#lib/gate/action.ts";
import { countOrRefuse } from "#lib/gate/admit.ts";
import { RATE_LIMITS } from "#lib/infra/http/rate-limits.ts";
import { authorityFormSchema, dateFormSchema, nameFormSchema, recordFormSchema } from "./schema.ts";
import { checkSignatures } from "./verbs/check-signatures.ts";
import { dateAuthority, forgetAuthority, nameAuthorities } from "./verbs/name-authorities.ts";

const PATH = "/settings/authorities";
const pageOf = ({ id }: { id: string }) => `/evidence/${id}`;

/** `done`: how many were added. */
export const nameAuthoritiesAction = action({
  schema: nameFormSchema,
  verb: async ({ actor, data: { role, file } }) =>
    await nameAuthorities({ actor, role, file: new Uint8Array(await file.arrayBuffer()) }),
  done: ({ added }) => added,
  revalidate: PATH,
});

export const dateAuthorityAction = action({
  schema: dateFormSchema,
  verb: ({ actor, data }) => dateAuthority({ actor, ...data }),
  revalidate: PATH,
});

export const forgetAuthorityAction = buttonAction({
  schema: authorityFormSchema,
  returnTo: PATH,
  verb: ({ actor, data: { id } }) => forgetAuthority({ actor, id }),
  revalidate: PATH,
});

export const checkSignaturesAction = action({
  schema: recordFormSchema,
  verb: async ({ actor, data: { id } }) => {
    await countOrRefuse(RATE_LIMITS.costly, actor.organisationId);
    return await checkSignatures({ actor, evidenceId: id });
  },
  revalidate: pageOf,
});
