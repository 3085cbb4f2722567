"use server";

import { revalidatePath } from "next/cache";
import { z } from "zod";
import { currentMember, requireMember } from "#lib/gate/page-member.ts";
import { parseForm } from "#lib/gate/parse-form.ts";
import type { FormState } from "#lib/words/form-state.ts";
import { newApiKeySchema } from "./schema.ts";
import { createApiKey } from "./verbs/create-api-key.ts";
import { revokeApiKey } from "./verbs/revoke-api-key.ts";

const KEYS_PATH = "/settings/keys";

/** `done`: the secret, handed to the browser this once. */
export async function createApiKeyAction(
  _: FormState<string, string>,
  form: FormData,
): Promise<FormState<string, string>> {
  const parsed = parseForm(newApiKeySchema, form);
  if ("refused" in parsed) return { values: parsed.refused.values, problems: parsed.refused.problems };
  const { values } = parsed;
  const actor = await currentMember();
  if (!actor) return { values, problems: {}, problem: "sessionEnded" };
  const { name, scopes, expires } = parsed.data;
  const result = await createApiKey({ actor, name, scopes, expiresAt: expires });
  if ("failed" in result) return { values, problems: {}, problem: result.failed };
  revalidatePath(KEYS_PATH);
  return { values, problems: {}, done: result.secret };
}

/** A key that is revoked already is what was asked for; who may not is told by the page, which has no button for it. */
export async function revokeApiKeyAction(form: FormData): Promise<void> {
  const actor = await requireMember(KEYS_PATH);
  const apiKeyId = z.uuid().parse(form.get("id"));
  await revokeApiKey({ actor, apiKeyId });
  revalidatePath(KEYS_PATH);
}
