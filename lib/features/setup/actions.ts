"use server";

import { redirect } from "next/navigation";
import { currentClient, rememberSession } from "#lib/gate/browser-session.ts";
import { parseForm } from "#lib/gate/parse-form.ts";
import type { FormProblem, FormState } from "#lib/words/form-state.ts";
import { firstRunSchema, knownOwnerSchema, newOwnerSchema } from "./schema.ts";
import { acceptOwnerLink } from "./verbs/accept-owner-link.ts";
import { createFirstOrganisation } from "./verbs/create-first-organisation.ts";

const FIRST_PAGE = "/evidence/new";

export async function createFirstOrganisationAction(_: FormState, form: FormData): Promise<FormState> {
  const parsed = parseForm(firstRunSchema, form, { secrets: ["password", "token"] });
  if ("refused" in parsed) return parsed.refused;
  const { token, ownerName, email, password, ...settings } = parsed.data;
  const owner = { name: ownerName, email, password };
  const result = await createFirstOrganisation({ token, settings, owner, client: await currentClient() });
  if ("failed" in result) return refusal(parsed.values, result);
  await rememberSession(result.sessionId);
  redirect(FIRST_PAGE);
}

export async function acceptOwnerLinkAction(_: FormState, form: FormData): Promise<FormState> {
  const schema = form.has("ownerName") ? newOwnerSchema : knownOwnerSchema;
  const parsed = parseForm<typeof newOwnerSchema | typeof knownOwnerSchema>(schema, form, { secrets: ["password"] });
  if ("refused" in parsed) return parsed.refused;
  const { token, password, ...rest } = parsed.data;
  const name = "ownerName" in rest ? rest.ownerName : "";
  const result = await acceptOwnerLink({ token, name, password, client: await currentClient() });
  if ("failed" in result) return refusal(parsed.values, result);
  await rememberSession(result.sessionId);
  redirect(FIRST_PAGE);
}

/** What is wrong with a password belongs beside its field. */
function refusal(
  values: Record<string, string>,
  { failed, ...rest }: { failed: FormProblem; retryAfterSeconds?: number },
): FormState {
  if (failed === "credentialsWrong") return { values, problems: { password: "passwordWrong" } };
  return failed.startsWith("password")
    ? { values, problems: { password: failed } }
    : { values, problems: {}, problem: failed, ...rest };
}
