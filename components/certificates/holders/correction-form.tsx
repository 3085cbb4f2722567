"use client";

import { useTranslations } from "next-intl";
import { ActionForm } from "#components/forms/action-form.tsx";
import { useActionForm } from "#components/forms/use-action-form.ts";
import { Callout } from "#components/ui/callout.tsx";
import { SubmitButton } from "#components/ui/submit-button.tsx";
import { TextareaField } from "#components/ui/textarea-field.tsx";
import { askForCorrectionAction } from "#lib/features/certificates/reports/actions.ts";
import { REPORT_CHARS_MAX } from "#lib/features/certificates/reports/types.ts";

/** Tells the issuer what is wrong; folded away, because most are right. */
export function CorrectionForm({ token, id }: { token: string; id: string }) {
  const t = useTranslations("holderPage");
  const wiring = useActionForm(askForCorrectionAction, { values: {}, problems: {} });
  const { done, values, problems } = wiring.state;
  if (done) {
    return (
      <Callout tone="ok" role="status" title={t("correctionDone")}>
        {t("correctionDoneText")}
      </Callout>
    );
  }
  return (
    <details className="text-sm">
      <summary className="inline-flex min-h-11 cursor-pointer items-center text-link">{t("correction")}</summary>
      <div className="grid gap-3 pt-2">
        <p className="text-ink-soft">{t("correctionText")}</p>
        <ActionForm wiring={wiring} aria-label={t("correction")}>
          <input type="hidden" name="token" value={token} />
          <input type="hidden" name="certificate" value={id} />
          <TextareaField
            name="body"
            label={t("correctionLabel")}
            required
            maxLength={REPORT_CHARS_MAX}
            defaultValue={values.body}
            error={problems.body?.text}
          />
          <SubmitButton variant="secondary" className="justify-self-start">
            {t("correctionSubmit")}
          </SubmitButton>
        </ActionForm>
      </div>
    </details>
  );
}
