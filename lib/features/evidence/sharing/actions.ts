"use server";

import { action, buttonAction } from "#lib/gate/action.ts";
import { newLinkSchema, publicPageSchema, revokeLinkSchema } from "./schema.ts";
import { createShareLink, revokeShareLink, setPublicPage } from "./verbs/share-record.ts";

const pageOf = ({ id }: { id: string }) => `/evidence/${id}`;

/** Who may not is told by the page, whose switch cannot be moved. */
export const setPublicPageAction = buttonAction({
  schema: publicPageSchema,
  returnTo: pageOf,
  verb: ({ actor, data: { id, on } }) => setPublicPage({ actor, evidenceId: id, on: on === "on" }),
  revalidate: pageOf,
});

/** `done`: the id of the new link. */
export const createShareLinkAction = action({
  schema: newLinkSchema,
  verb: ({ actor, data: { id, ...link } }) => createShareLink({ actor, evidenceId: id, ...link }),
  done: ({ id }) => id,
  clears: ["id", "file", "label", "days"],
  revalidate: pageOf,
});

/** A link that is revoked already is what was asked for. */
export const revokeShareLinkAction = buttonAction({
  schema: revokeLinkSchema,
  returnTo: pageOf,
  verb: ({ actor, data }) => revokeShareLink({ actor, linkId: data.link }),
  revalidate: pageOf,
});
