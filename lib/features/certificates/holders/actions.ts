"use server";

import { redirect } from "next/navigation";
import { nothingSchema } from "#lib/features/accounts/factors/schema.ts";
import { action } from "#lib/gate/action.ts";
import {
  addPasskeySchema,
  codeSchema,
  heldSchema,
  linkSchema,
  lostSchema,
  openWithPasskeySchema,
  ownSchema,
  pageOpenSchema,
  removePasskeySchema,
} from "./schema.ts";
import { addHolderPasskey } from "./verbs/add-passkey.ts";
import { askForLink } from "./verbs/ask-for-link.ts";
import { beginHolderPasskey, beginOpenWithPasskey } from "./verbs/begin-passkey.ts";
import { claimCertificate } from "./verbs/claim-certificate.ts";
import { openByCode } from "./verbs/open-by-code.ts";
import { openWithPasskey } from "./verbs/open-with-passkey.ts";
import { removeHolderPasskey } from "./verbs/remove-passkey.ts";
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

/** `done`: what the browser needs to make one. */
export const beginHolderPasskeyAction = action({
  auth: "public",
  schema: linkSchema,
  verb: ({ data: { token }, client: { address } }) => beginHolderPasskey({ token, address }),
  done: (options) => options,
});

export const addHolderPasskeyAction = action({
  auth: "public",
  schema: addPasskeySchema,
  secrets: ["answer"],
  verb: ({ data: { token, answer }, client: { address } }) => addHolderPasskey({ token, answer, address }),
  done: () => true,
  revalidate: pageOf,
});

export const removeHolderPasskeyAction = action({
  auth: "public",
  schema: removePasskeySchema,
  verb: ({ data: { token, passkey }, client: { address } }) => removeHolderPasskey({ token, passkey, address }),
  revalidate: pageOf,
});

export const beginOpenWithPasskeyAction = action({
  auth: "public",
  schema: nothingSchema,
  verb: ({ client: { address } }) => beginOpenWithPasskey({ address }),
  done: (options) => options,
});

/** Whoever comes with one that opens something is led there. */
export const openWithPasskeyAction = action({
  auth: "public",
  schema: openWithPasskeySchema,
  secrets: ["answer"],
  async verb({ data: { answer }, client: { address } }) {
    const { token } = await openWithPasskey({ answer, address });
    redirect(`/claim/${token}`);
  },
});

const ownPageOf = ({ certificate }: { certificate: string }) => `/certificates/${certificate}`;

export const sendClaimLetterAction = action({
  schema: ownSchema,
  verb: ({ actor, data: { certificate } }) => sendClaimLetter({ actor, certificateId: certificate }),
  revalidate: ownPageOf,
});

/** `done`: link and code, which are shown this once. */
export const makeClaimLinkAction = action({
  schema: ownSchema,
  verb: ({ actor, data: { certificate } }) => makeClaimLink({ actor, certificateId: certificate }),
  done: ({ url, code, expiresAt }) => ({ url, code, expiresAt: expiresAt.toISOString() }),
});
