/** The gate of pages: who is signed in, or off to the sign-in page. */
import { headers } from "next/headers";
import { notFound, redirect } from "next/navigation";
import { cache } from "react";
import type { UserActor } from "./actor.ts";
import { authenticateRequest } from "./authenticate.ts";
import { mayOperate } from "./may-operate.ts";

/** Where whoever may do nothing in their organisation yet is led. */
const PATH_OF_RESTRICTION = { factor: "/settings/factors?needed", sso: "/settings/provider" } as const;

/** The signed-in user; undefined for everybody else. Asked once a request. */
export const currentMember = cache(async (): Promise<UserActor | undefined> => {
  const actor = await authenticateRequest({ headers: await headers() });
  return actor && "kind" in actor && actor.kind === "user" ? actor : undefined;
});

/**
 * The signed-in user. Everybody else is sent to the sign-in page, and from there back to `returnTo`, a path of ours.
 * The address in Next's headers is not the page's, so the page names it.
 */
export async function requireMember(returnTo = "/evidence"): Promise<UserActor> {
  const actor = await requirePerson(returnTo);
  return actor.restricted ? redirect(PATH_OF_RESTRICTION[actor.restricted]) : actor;
}

/** As `requireMember`, on pages of what belongs to the organisation as a whole: not there for whoever acts for some of its units. */
export async function requireWholeMember(returnTo: string): Promise<UserActor> {
  const actor = await requireMember(returnTo);
  return actor.units === null ? actor : notFound();
}

/** As `requireMember`, on pages of what is their own: also those who may do nothing in their organisation until they have two factors. */
export async function requirePerson(returnTo: string): Promise<UserActor> {
  const actor = await currentMember();
  return actor ?? redirect(`/sign-in?${new URLSearchParams({ next: returnTo })}`);
}

/** Whether who is signed in steers the installation. Asked once a request. */
export const loadMayOperate = cache(async (): Promise<boolean> => {
  const actor = await currentMember();
  return actor !== undefined && (await mayOperate(actor));
});
