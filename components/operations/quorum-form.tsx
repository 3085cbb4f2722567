"use client";

import { useTranslations } from "next-intl";
import { ActionForm } from "#components/forms/action-form.tsx";
import { SavedCallout } from "#components/forms/saved-callout.tsx";
import { useActionForm } from "#components/forms/use-action-form.ts";
import { SubmitButton } from "#components/ui/submit-button.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import { setQuorumAction } from "#lib/features/operations/installation/actions.ts";

type QuorumFormProps = { ledger: string; needed: number; active: number };

/** How many of a ledger's witnesses have to sign. */
export function QuorumForm({ ledger, needed, active }: QuorumFormProps) {
  const t = useTranslations("operations.quorum");
  const saved = useTranslations("operations")("saved");
  const wiring = useActionForm(setQuorumAction, { values: { needed: String(needed) }, problems: {} });
  const { state } = wiring;
  const majority = Math.floor(active / 2) + 1;
  const count = `${t("active", { count: active })} ${active > 1 ? t("suggest", { count: majority }) : ""}`;
  return (
    <ActionForm wiring={wiring}>
      <SavedCallout done={state.done}>{saved}</SavedCallout>
      <p className="max-w-prose text-sm text-ink-soft">{t("lead")}</p>
      <input type="hidden" name="ledger" value={ledger} />
      <div className="max-w-xs">
        <TextField
          name="needed"
          inputMode="numeric"
          label={t("needed")}
          hint={`${count.trim()} ${t("scope")}`}
          required
          autoComplete="off"
          defaultValue={state.values.needed}
          error={state.problems.needed?.text}
        />
      </div>
      <div>
        <SubmitButton>{t("submit")}</SubmitButton>
      </div>
    </ActionForm>
  );
}
