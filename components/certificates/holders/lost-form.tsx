"use client";

import { useTranslations } from "next-intl";
import { ActionForm } from "#components/forms/action-form.tsx";
import { useActionForm } from "#components/forms/use-action-form.ts";
import { Callout } from "#components/ui/callout.tsx";
import { SubmitButton } from "#components/ui/submit-button.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import { askForLinkAction } from "#lib/features/certificates/holders/actions.ts";

/** Asks for the link once more; the answer is the same whoever asks. */
export function LostForm() {
  const t = useTranslations("holderPage");
  const wiring = useActionForm(askForLinkAction, { values: {}, problems: {} });
  const { state } = wiring;
  if (state.done) {
    return (
      <Callout tone="ok" role="status" title={t("lostDone")}>
        {t("lostDoneText", { email: state.values.email ?? "" })}
      </Callout>
    );
  }
  return (
    <ActionForm wiring={wiring} aria-label={t("lostTitle")}>
      <TextField
        name="email"
        type="email"
        label={t("lostEmail")}
        required
        autoComplete="email"
        defaultValue={state.values.email}
        error={state.problems.email?.text}
      />
      <SubmitButton className="justify-self-start">{t("lostSubmit")}</SubmitButton>
    </ActionForm>
  );
}
