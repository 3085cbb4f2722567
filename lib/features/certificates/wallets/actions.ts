"use server";

import { heldSchema } from "#lib/features/certificates/holders/schema.ts";
import { action } from "#lib/gate/action.ts";
import { offerCertificate } from "./verbs/offer-certificate.ts";

/** `done`: the offer, which nothing else ever shows. */
export const offerCertificateAction = action({
  auth: "public",
  schema: heldSchema,
  verb: ({ data: { token, certificate }, client: { address } }) =>
    offerCertificate({ token, certificateId: certificate, address }),
  done: (offer) => offer,
});
