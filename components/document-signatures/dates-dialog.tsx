"use client";

import { useTranslations } from "next-intl";
import { ActionForm } from "#components/forms/action-form.tsx";
import { SavedCallout } from "#components/forms/saved-callout.tsx";
import { useActionForm } from "#components/forms/use-action-form.ts";
import { Button } from "#components/ui/button.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { SubmitButton } from "#components/ui/submit-button.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import { dateAuthorityAction } from "#lib/features/evidence/signatures/actions.ts";

interface DatesDialogProps {
  id: string;
  name: string;
  /** `YYYY-MM-DD` */
  from: string | null;
  to: string | null;
}

/** Between which days an authority counts. */
export function DatesDialog({ name, ...dates }: DatesDialogProps) {
  const t = useTranslations("documentSignatures.authorities");
  const trigger = (
    <Button size="sm" scripted>
      {t("dates")}
    </Button>
  );
  return (
    <Dialog trigger={trigger} title={t("datesOf", { name })}>
      <DatesForm {...dates} />
    </Dialog>
  );
}

function DatesForm({ id, from, to }: Omit<DatesDialogProps, "name">) {
  const t = useTranslations("documentSignatures.authorities");
  const wiring = useActionForm(dateAuthorityAction, { values: { from: from ?? "", to: to ?? "" }, problems: {} });
  const { values, problems, done } = wiring.state;
  const day = { type: "date", optional: true, max: "2999-12-31" } as const;
  return (
    <ActionForm wiring={wiring}>
      <SavedCallout done={done}>{t("saved")}</SavedCallout>
      <input type="hidden" name="id" value={id} />
      <TextField {...day} name="from" label={t("firstDay")} defaultValue={values.from} error={problems.from?.text} />
      <TextField {...day} name="to" label={t("lastDay")} defaultValue={values.to} error={problems.to?.text} />
      <SubmitButton>{t("save")}</SubmitButton>
    </ActionForm>
  );
}
