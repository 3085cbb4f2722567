"use client";

import { useTranslations } from "next-intl";
import { ActionForm } from "#components/forms/action-form.tsx";
import { useActionForm } from "#components/forms/use-action-form.ts";
import { SubmitButton } from "#components/ui/submit-button.tsx";
import { TextareaField } from "#components/ui/textarea-field.tsx";
import { closeReportAction } from "#lib/features/certificates/reports/actions.ts";
import { REPORT_CHARS_MAX } from "#lib/features/certificates/reports/types.ts";

/** Closes a report with an answer. */
export function CloseReport({ id, hasAddress }: { id: string; hasAddress: boolean }) {
  const t = useTranslations("reports");
  const wiring = useActionForm(closeReportAction, { values: {}, problems: {} });
  const { values, problems } = wiring.state;
  return (
    <details>
      <summary className="inline-flex min-h-11 cursor-pointer items-center text-link">{t("answer")}</summary>
      <div className="max-w-prose pt-2">
        <ActionForm wiring={wiring} aria-label={t("close")}>
          <input type="hidden" name="report" value={id} />
          <TextareaField
            name="answer"
            label={t("answer")}
            hint={t(hasAddress ? "answerHint" : "answerHintNone")}
            required
            maxLength={REPORT_CHARS_MAX}
            defaultValue={values.answer}
            error={problems.answer?.text}
          />
          <SubmitButton variant="secondary" className="justify-self-start">
            {t("close")}
          </SubmitButton>
        </ActionForm>
      </div>
    </details>
  );
}
