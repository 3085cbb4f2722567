"use client";

import { useTranslations } from "next-intl";
import { ActionForm } from "#components/forms/action-form.tsx";
import { SavedCallout } from "#components/forms/saved-callout.tsx";
import { useActionForm } from "#components/forms/use-action-form.ts";
import { Card } from "#components/ui/card.tsx";
import { CopyButton } from "#components/ui/copy-button.tsx";
import { SubmitButton } from "#components/ui/submit-button.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import { TextareaField } from "#components/ui/textarea-field.tsx";
import { certifySealAction, requestCertificateAction } from "#lib/features/contracts/seals/actions.ts";
import { SUBJECT_CHARS_MAX } from "#lib/features/contracts/seals/types.ts";

/** Another certificate for the key of a seal: asked for here, brought from an authority. */
export function CertificateCard({ id }: { id: string }) {
  const t = useTranslations("documentSeals.certify");
  return (
    <Card title={t("title")} description={t("lead")}>
      <div className="grid items-start gap-8 md:grid-cols-2">
        <RequestForm id={id} />
        <CertifyForm id={id} />
      </div>
    </Card>
  );
}

function RequestForm({ id }: { id: string }) {
  const t = useTranslations("documentSeals.certify");
  const wiring = useActionForm(requestCertificateAction, { values: { id }, problems: {} });
  const { values, problems, done } = wiring.state;
  return (
    <ActionForm wiring={wiring}>
      <input type="hidden" name="id" value={id} />
      <TextField
        name="commonName"
        label={t("commonName")}
        hint={t("commonNameHint")}
        optional
        maxLength={SUBJECT_CHARS_MAX}
        autoComplete="off"
        defaultValue={values.commonName}
        error={problems.commonName?.text}
      />
      <p className="text-sm text-ink-soft">{t("askHint")}</p>
      <div>
        <SubmitButton variant="secondary">{t("ask")}</SubmitButton>
      </div>
      {done ? (
        <div className="grid gap-2">
          <TextareaField
            label={t("request")}
            value={done}
            readOnly
            rows={8}
            spellCheck={false}
            className="font-mono text-xs"
          />
          <div>
            <CopyButton value={done} what={t("request")} wordy />
          </div>
        </div>
      ) : null}
    </ActionForm>
  );
}

function CertifyForm({ id }: { id: string }) {
  const t = useTranslations("documentSeals.certify");
  const wiring = useActionForm(certifySealAction, { values: { id }, problems: {} });
  const { values, problems, done } = wiring.state;
  return (
    <ActionForm wiring={wiring}>
      <SavedCallout done={done}>{t("used")}</SavedCallout>
      <input type="hidden" name="id" value={id} />
      <TextareaField
        name="certificates"
        label={t("certificates")}
        hint={t("certificatesHint")}
        required
        rows={8}
        spellCheck={false}
        className="font-mono text-xs"
        defaultValue={values.certificates}
        error={problems.certificates?.text}
      />
      <div>
        <SubmitButton>{t("use")}</SubmitButton>
      </div>
    </ActionForm>
  );
}
