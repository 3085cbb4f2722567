"use client";

import { useTranslations } from "next-intl";
import { ActionForm } from "#components/forms/action-form.tsx";
import { SavedCallout } from "#components/forms/saved-callout.tsx";
import { useActionForm } from "#components/forms/use-action-form.ts";
import { Button } from "#components/ui/button.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { SelectField } from "#components/ui/select-field.tsx";
import { SubmitButton } from "#components/ui/submit-button.tsx";
import { TextareaField } from "#components/ui/textarea-field.tsx";
import {
  extendEnvelopeAction,
  sendEnvelopeAction,
  voidEnvelopeAction,
} from "#lib/features/contracts/envelopes/actions.ts";
import { DAYS_OFFERED, REASON_CHARS_MAX } from "#lib/features/contracts/envelopes/types.ts";

/** From here on everybody sees the same document, and nobody changes it. */
export function SendForm({ id }: { id: string }) {
  const t = useTranslations("envelopes.page");
  const wiring = useActionForm(sendEnvelopeAction, { values: { id }, problems: {} });
  return (
    <ActionForm wiring={wiring}>
      <input type="hidden" name="id" value={id} />
      <div>
        <SubmitButton>{t("send")}</SubmitButton>
      </div>
    </ActionForm>
  );
}

export function VoidEnvelope({ id, title }: { id: string; title: string }) {
  const t = useTranslations("envelopes.void");
  const trigger = (
    <Button variant="danger" scripted>
      {t("open")}
    </Button>
  );
  return (
    <Dialog trigger={trigger} title={t("title", { title })} description={t("text")}>
      <VoidForm id={id} />
    </Dialog>
  );
}

function VoidForm({ id }: { id: string }) {
  const t = useTranslations("envelopes.void");
  const wiring = useActionForm(voidEnvelopeAction, { values: { id }, problems: {} });
  const { values, problems } = wiring.state;
  return (
    <ActionForm wiring={wiring}>
      <input type="hidden" name="id" value={id} />
      <TextareaField
        name="reason"
        label={t("reason")}
        hint={t("reasonHint")}
        required
        maxLength={REASON_CHARS_MAX}
        rows={3}
        defaultValue={values.reason}
        error={problems.reason?.text}
      />
      <div className="flex justify-end">
        <SubmitButton variant="danger">{t("confirm")}</SubmitButton>
      </div>
    </ActionForm>
  );
}

export function ExtendForm({ id }: { id: string }) {
  const t = useTranslations("envelopes.page");
  const words = useTranslations("envelopes.new");
  const wiring = useActionForm(extendEnvelopeAction, { values: { id }, problems: {} });
  const { values, problems, done } = wiring.state;
  return (
    <ActionForm wiring={wiring}>
      <SavedCallout done={done}>{t("extended")}</SavedCallout>
      <input type="hidden" name="id" value={id} />
      <div className="flex flex-wrap items-end gap-3">
        <div className="min-w-40">
          <SelectField
            name="days"
            label={t("extendBy")}
            defaultValue={values.days ?? "30"}
            error={problems.days?.text}
            options={DAYS_OFFERED.map((count) => ({ value: String(count), label: words("days", { count }) }))}
          />
        </div>
        <SubmitButton variant="secondary">{t("extend")}</SubmitButton>
      </div>
    </ActionForm>
  );
}
