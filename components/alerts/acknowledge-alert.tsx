"use client";

import { useTranslations } from "next-intl";
import { useActionState } from "react";
import { FormProblemCallout } from "#components/forms/action-form.tsx";
import { SubmitButton } from "#components/ui/submit-button.tsx";
import { acknowledgeAlertAction } from "#lib/features/operations/alerts/actions.ts";

/** Says that one looks after it; a plain form, which works before its script is there. */
export function AcknowledgeAlert({ id, title }: { id: string; title: string }) {
  const t = useTranslations("alerts.acknowledge");
  const [state, act] = useActionState(acknowledgeAlertAction, { values: {}, problems: {} });
  return (
    <form action={act} className="contents">
      <input type="hidden" name="id" value={id} />
      <SubmitButton size="sm" aria-label={t("longLabel", { title })}>
        {t("label")}
      </SubmitButton>
      <FormProblemCallout problem={state.problem} />
    </form>
  );
}
