"use server";

import { redirect } from "next/navigation";
import { getLocale } from "next-intl/server";
import { currentClient, forgetSession } from "#lib/gate/browser-session.ts";
import { parseForm } from "#lib/gate/parse-form.ts";
import type { FormState } from "#lib/words/form-state.ts";
import { newPasswordSchema, resetRequestSchema } from "./schema.ts";
import { requestReset } from "./verbs/request-reset.ts";
import { resetPassword } from "./verbs/reset-password.ts";

export async function requestResetAction(_: FormState, form: FormData): Promise<FormState> {
  const parsed = parseForm(resetRequestSchema, form);
  if ("refused" in parsed) return parsed.refused;
  const { values, data } = parsed;
  const { address } = await currentClient();
  const result = await requestReset({ email: data.email, address, locale: await getLocale() });
  if (!("failed" in result)) return { values, problems: {}, done: true };
  const { failed: problem, ...rest } = result;
  return { values, problems: {}, problem, ...rest };
}

/** Also signs this browser out: whoever was signed in here is, as everywhere, no longer. */
export async function resetPasswordAction(_: FormState, form: FormData): Promise<FormState> {
  const parsed = parseForm(newPasswordSchema, form, { secrets: ["password", "token"] });
  if ("refused" in parsed) return parsed.refused;
  const { token, password } = parsed.data;
  const { address } = await currentClient();
  const result = await resetPassword({ token, password, address });
  if (!("failed" in result)) {
    await forgetSession();
    redirect("/reset-password?done");
  }
  const { failed } = result;
  if (failed === "linkUnusable") return { values: {}, problems: {}, problem: failed };
  return { values: {}, problems: { password: failed } };
}
