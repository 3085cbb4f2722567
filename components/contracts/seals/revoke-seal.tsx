"use client";

import { useTranslations } from "next-intl";
import { ActionForm } from "#components/forms/action-form.tsx";
import { useActionForm } from "#components/forms/use-action-form.ts";
import { Button } from "#components/ui/button.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { SubmitButton } from "#components/ui/submit-button.tsx";
import { TextareaField } from "#components/ui/textarea-field.tsx";
import { revokeSealAction } from "#lib/features/contracts/seals/actions.ts";

/** Ends a seal for good, and says why. */
export function RevokeSeal({ id, name }: { id: string; name: string }) {
  const t = useTranslations("documentSeals.revoke");
  const trigger = (
    <Button variant="danger" scripted>
      {t("open")}
    </Button>
  );
  return (
    <Dialog trigger={trigger} title={t("title", { name })} description={t("text")}>
      <RevokeForm id={id} />
    </Dialog>
  );
}

function RevokeForm({ id }: { id: string }) {
  const t = useTranslations("documentSeals.revoke");
  const wiring = useActionForm(revokeSealAction, { values: { id }, problems: {} });
  const { values, problems } = wiring.state;
  return (
    <ActionForm wiring={wiring}>
      <input type="hidden" name="id" value={id} />
      <TextareaField
        name="reason"
        label={t("reason")}
        hint={t("reasonHint")}
        required
        maxLength={400}
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
