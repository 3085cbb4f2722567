"use client";

import { useLocale, useTranslations } from "next-intl";
import { useEffect, useRef } from "react";
import { ActionForm } from "#components/forms/action-form.tsx";
import { useActionForm } from "#components/forms/use-action-form.ts";
import { Callout } from "#components/ui/callout.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { SelectField } from "#components/ui/select-field.tsx";
import { SubmitButton } from "#components/ui/submit-button.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import { UnitField } from "#components/units/unit-field.tsx";
import { inviteMemberAction } from "#lib/features/accounts/members/actions.ts";
import type { Member } from "#lib/features/accounts/members/types.ts";
import type { UnitChoice } from "#lib/features/accounts/units/types.ts";
import { LOCALES } from "#lib/i18n/locale.ts";
import type { FormState } from "#lib/words/form-state.ts";
import { RoleChoice } from "./role-choice.tsx";

const COMMONEST_ROLE = "operator";

type InviteFormProps = {
  roles: readonly Member["role"][];
  sendsMail: boolean;
  units: readonly UnitChoice[];
  isWhole: boolean;
};

/** Invites one person after another: afterwards it is empty again, and says who was invited. */
export function InviteForm({ roles, sendsMail, units, isWhole }: InviteFormProps) {
  const t = useTranslations("members");
  const unitHint = useTranslations("units")("memberHint");
  const locale = useLocale();
  const unsent: FormState<string, string> = { values: { role: COMMONEST_ROLE, locale }, problems: {} };
  const wiring = useActionForm(inviteMemberAction, unsent);
  const { state } = wiring;
  const { values, problems } = state;
  const email = useRef<HTMLInputElement>(null);
  // The next address may have been begun while this one was under way.
  useEffect(() => {
    if (state.done && email.current?.value.trim().toLowerCase() === state.done) email.current.value = "";
  }, [state]);
  return (
    <ActionForm wiring={wiring}>
      {state.done ? <Invited email={state.done} sendsMail={sendsMail} /> : null}
      <TextField
        ref={email}
        name="email"
        type="email"
        label={t("email")}
        required
        autoComplete="off"
        defaultValue={values.email}
        error={problems.email?.text}
      />
      <RoleChoice roles={roles} chosen={values.role} error={problems.role?.text} />
      <UnitField units={units} isWhole={isWhole} hint={unitHint} chosen={values.unit} error={problems.unit?.text} />
      <SelectField
        name="locale"
        label={t("locale")}
        options={LOCALES.map((value) => ({ value, label: t(`locales.${value}`) }))}
        defaultValue={values.locale}
        error={problems.locale?.text}
      />
      <div className="flex flex-wrap gap-3">
        <SubmitButton>{t("submit")}</SubmitButton>
        <LinkButton href="/settings/members" variant="quiet">
          {t("back")}
        </LinkButton>
      </div>
    </ActionForm>
  );
}

function Invited({ email, sendsMail }: { email: string; sendsMail: boolean }) {
  const t = useTranslations("members");
  const outbox = (
    <LinkButton href="/settings/outbox" size="sm">
      {t("toOutbox")}
    </LinkButton>
  );
  return (
    <Callout tone="ok" role="status" title={t("invited", { email })} actions={outbox}>
      {sendsMail ? t("invitedMail") : t("invitedHeld")}
    </Callout>
  );
}
