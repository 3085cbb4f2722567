"use client";

import { useTranslations } from "next-intl";
import { ActionForm } from "#components/forms/action-form.tsx";
import { useActionForm } from "#components/forms/use-action-form.ts";
import { SubmitButton } from "#components/ui/submit-button.tsx";
import { checkSignaturesAction } from "#lib/features/evidence/signatures/actions.ts";

/** Has a document's signatures checked by whom the organisation names now. */
export function CheckAgain({ id }: { id: string }) {
  const t = useTranslations("documentSignatures.card");
  const wiring = useActionForm(checkSignaturesAction, { values: {}, problems: {} });
  return (
    <ActionForm wiring={wiring}>
      <input type="hidden" name="id" value={id} />
      <div className="flex flex-wrap items-center gap-3">
        <SubmitButton variant="secondary" size="sm">
          {t("again")}
        </SubmitButton>
        <span className="text-xs text-ink-soft">{t("againHint")}</span>
      </div>
    </ActionForm>
  );
}
