"use client";

import { useTranslations } from "next-intl";
import { ActionForm } from "#components/forms/action-form.tsx";
import { useActionForm } from "#components/forms/use-action-form.ts";
import { SubmitButton } from "#components/ui/submit-button.tsx";
import { decideRequestAction } from "#lib/features/contracts/seals/actions.ts";

type DecisionFormProps = { id: string; request: string; decision: "approve" | "reject"; document: string };

/** A yes or a no to a request. */
export function DecisionForm({ id, request, decision, document }: DecisionFormProps) {
  const t = useTranslations("documentSeals.requests");
  const wiring = useActionForm(decideRequestAction, { values: {}, problems: {} });
  return (
    <ActionForm wiring={wiring}>
      <input type="hidden" name="id" value={id} />
      <input type="hidden" name="request" value={request} />
      <input type="hidden" name="decision" value={decision} />
      {decision === "approve" ? (
        <SubmitButton aria-label={t("approveLong", { document })}>{t("approve")}</SubmitButton>
      ) : (
        <SubmitButton variant="secondary" aria-label={t("rejectLong", { document })}>
          {t("reject")}
        </SubmitButton>
      )}
    </ActionForm>
  );
}
