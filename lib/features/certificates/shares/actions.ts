"use server";

import { addressSchema } from "#lib/features/certificates/holders/schema.ts";
import { action } from "#lib/gate/action.ts";
import { endShareSchema, newShareSchema } from "./schema.ts";
import { correctAddress } from "./verbs/correct-address.ts";
import { createShare } from "./verbs/create-share.ts";
import { endShare } from "./verbs/end-share.ts";

const pageOf = ({ token }: { token: string }) => `/claim/${token}`;

/** `done`: whether the certificate's page shows no field from now on. */
export const createShareAction = action({
  auth: "public",
  schema: newShareSchema,
  verb: ({ data: { certificate, ...share }, client: { address } }) =>
    createShare({ ...share, certificateId: certificate, address }),
  done: ({ closed }) => (closed ? "closed" : "made"),
  clears: ["label"],
  revalidate: pageOf,
});

export const endShareAction = action({
  auth: "public",
  schema: endShareSchema,
  verb: ({ data: { token, certificate, share }, client: { address } }) =>
    endShare({ token, certificateId: certificate, shareId: share, address }),
  revalidate: pageOf,
});

export const correctAddressAction = action({
  schema: addressSchema,
  verb: ({ actor, data: { certificate, email } }) => correctAddress({ actor, certificateId: certificate, email }),
  revalidate: ({ certificate }) => `/certificates/${certificate}`,
});
