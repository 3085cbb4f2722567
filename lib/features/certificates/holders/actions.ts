"use server";

import { redirect } from "next/navigation";
import { action } from "#lib/gate/action.ts";
import { addressSchema, codeSchema, heldSchema, lostSchema, ownSchema, pageOpenSchema } from "./schema.ts";
import { askForLink } from "./verbs/ask-for-link.ts";
import { claimCertificate } from "./verbs/claim-certificate.ts";
import { correctAddress } from "./verbs/correct-address.ts";
import { openByCode } from "./verbs/open-by-code.ts";
import { makeClaimLink, sendClaimLetter } from "./verbs/send-again.ts";
import { setPageOpen } from "./verbs/set-page-open.ts";

const pageOf = ({ token }: { token: string }) => `/claim/${token}`;

export const claimCertificateAction = action({
  auth: "public",
  schema: heldSchema,
  verb: ({ data: { token, certificate }, client: { address, locale } }) =>
    claimCertificate({ token, certificateId: certificate, address, locale }),
  revalidate: pageOf,
});

export const setPageOpenAction = action({
  auth: "public",
  schema: pageOpenSchema,
  verb: ({ data: { token, certificate, open }, client: { address } }) =>
    setPageOpen({ token, certificateId: certificate, open: open === "on", address }),
  revalidate: pageOf,
});

/** Whoever typed a code that opens something is led there. */
export const openByCodeAction = action({
  auth: "public",
  schema: codeSchema,
  async verb({ data: { code }, client: { address } }) {
    const { token } = await openByCode({ code, address });
    redirect(`/claim/${token}`);
  },
});

export const askForLinkAction = action({
  auth: "public",
  schema: lostSchema,
  verb: ({ data: { email }, client: { address, locale } }) => askForLink({ email, address, locale }),
});

const ownPageOf = ({ certificate }: { certificate: string }) => `/certificates/${certificate}`;

export const sendClaimLetterAction = action({
  schema: ownSchema,
  verb: ({ actor, data: { certificate } }) => sendClaimLetter({ actor, certificateId: certificate }),
  revalidate: ownPageOf,
});

export const correctAddressAction = action({
  schema: addressSchema,
  verb: ({ actor, data: { certificate, email } }) => correctAddress({ actor, certificateId: certificate, email }),
  revalidate: ownPageOf,
});

/** `done`: link and code, which are shown this once. */
export const makeClaimLinkAction = action({
  schema: ownSchema,
  verb: ({ actor, data: { certificate } }) => makeClaimLink({ actor, certificateId: certificate }),
  done: ({ url, code, expiresAt }) => ({ url, code, expiresAt: expiresAt.toISOString() }),
});
