"use client";

import { useTranslations } from "next-intl";
import { useActionState } from "react";
import { FieldError } from "#components/ui/field.tsx";
import { SubmitButton } from "#components/ui/submit-button.tsx";
import { resendInvitationAction } from "#lib/features/accounts/members/actions.ts";

/** Says beside its button that the mail waits to be sent, or why it does not. */
export function ResendInvitation({ id, email }: { id: string; email: string }) {
  const t = useTranslations("members");
  const [state, act] = useActionState(resendInvitationAction, { values: {}, problems: {} });
  return (
    <form action={act} className="flex flex-wrap items-center gap-2">
      <input type="hidden" name="id" value={id} />
      {state.problem ? <FieldError id={`resend-${id}`}>{state.problem.text}</FieldError> : null}
      <SubmitButton size="sm" variant="secondary" aria-label={t("resendLabel", { email })}>
        {t("resend")}
      </SubmitButton>
      <span role="status" className="text-xs text-ink-soft">
        {state.done ? t("resent") : null}
      </span>
    </form>
  );
}
