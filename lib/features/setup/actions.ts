"use server";

import { redirect } from "next/navigation";
import { pathAfter } from "#lib/features/accounts/sessions/schema.ts";
import { action } from "#lib/gate/action.ts";
import { rememberSession } from "#lib/gate/browser-session.ts";
import { firstRunSchema, ownerLinkSchema } from "./schema.ts";
import { acceptOwnerLink } from "./verbs/accept-owner-link.ts";
import { createFirstOrganisation } from "./verbs/create-first-organisation.ts";

const FIRST_PAGE = "/evidence/new";

export const createFirstOrganisationAction = action({
  auth: "public",
  schema: firstRunSchema,
  secrets: ["password", "token"],
  verb: async ({ data: { token, ownerName, email, password, ...settings }, client }) => {
    const owner = { name: ownerName, email, password };
    const signedIn = await createFirstOrganisation({ token, settings, owner, client });
    await rememberSession(signedIn);
    redirect(FIRST_PAGE);
  },
});

export const acceptOwnerLinkAction = action({
  auth: "public",
  schema: ownerLinkSchema,
  secrets: ["password", "token"],
  verb: async ({ data: { token, password, ownerName: name }, client }) => {
    const signedIn = await acceptOwnerLink({ token, name, password, client });
    await rememberSession(signedIn);
    redirect(pathAfter(signedIn, FIRST_PAGE));
  },
});
