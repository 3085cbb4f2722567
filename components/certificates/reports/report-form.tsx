"use client";

import { useTranslations } from "next-intl";
import { ActionForm } from "#components/forms/action-form.tsx";
import { useActionForm } from "#components/forms/use-action-form.ts";
import { Callout } from "#components/ui/callout.tsx";
import { SelectField } from "#components/ui/select-field.tsx";
import { SubmitButton } from "#components/ui/submit-button.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import { TextareaField } from "#components/ui/textarea-field.tsx";
import { reportCertificateAction } from "#lib/features/certificates/reports/actions.ts";
import { REPORT_CHARS_MAX, REPORT_REASONS } from "#lib/features/certificates/reports/types.ts";

/** Says that something is wrong with a certificate, to issuer and operator. Folded away below everything else. Needs the messages `reports`. */
export function ReportForm({ certificateId }: { certificateId: string }) {
  const t = useTranslations("reports");
  const wiring = useActionForm(reportCertificateAction, { values: {}, problems: {} });
  const { done, values, problems } = wiring.state;
  if (done) {
    return (
      <Callout tone="ok" role="status" title={t("sent")}>
        {t("sentText")}
      </Callout>
    );
  }
  return (
    <details className="text-sm print:hidden">
      <summary className="inline-flex min-h-11 cursor-pointer items-center text-link">{t("report")}</summary>
      <div className="grid max-w-prose gap-3 pt-2">
        <p className="text-ink-soft">{t("reportText")}</p>
        <ActionForm wiring={wiring} aria-label={t("report")}>
          <input type="hidden" name="certificate" value={certificateId} />
          <SelectField
            name="kind"
            label={t("kind")}
            defaultValue={values.kind ?? REPORT_REASONS[0]}
            error={problems.kind?.text}
            options={REPORT_REASONS.map((value) => ({ value, label: t(`kinds.${value}`) }))}
          />
          <TextareaField
            name="body"
            label={t("body")}
            required
            maxLength={REPORT_CHARS_MAX}
            defaultValue={values.body}
            error={problems.body?.text}
          />
          <TextField
            name="email"
            type="email"
            label={t("email")}
            hint={t("emailHint")}
            optional
            autoComplete="email"
            defaultValue={values.email}
            error={problems.email?.text}
          />
          <SubmitButton variant="secondary" className="justify-self-start">
            {t("send")}
          </SubmitButton>
        </ActionForm>
      </div>
    </details>
  );
}
