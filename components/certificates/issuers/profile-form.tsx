"use client";

import { useTranslations } from "next-intl";
import { ActionForm } from "#components/forms/action-form.tsx";
import { SavedCallout } from "#components/forms/saved-callout.tsx";
import { useActionForm } from "#components/forms/use-action-form.ts";
import { Checkbox } from "#components/ui/checkbox.tsx";
import { SubmitButton } from "#components/ui/submit-button.tsx";
import { updateIssuerAction } from "#lib/features/certificates/issuers/actions.ts";
import type { Issuer } from "#lib/features/certificates/issuers/types.ts";
import { ProfileFields } from "./profile-fields.tsx";

/** @param disabled whoever looks at it may not change it */
export function ProfileForm({ issuer, disabled }: { issuer: Issuer; disabled: boolean }) {
  const t = useTranslations("issuer.profile");
  const { name, description, url = "", linkedinId = "", publicPage } = issuer;
  const wiring = useActionForm(updateIssuerAction, {
    values: { name, description, url, linkedinId, publicPage: publicPage ? "on" : "" },
    problems: {},
  });
  const { state } = wiring;
  return (
    <ActionForm wiring={wiring}>
      <SavedCallout done={state.done}>{t("saved")}</SavedCallout>
      <fieldset disabled={disabled} className="grid gap-5">
        <ProfileFields state={state} />
        <Checkbox
          name="publicPage"
          label={t("publicPage")}
          hint={t("publicPageHint")}
          defaultChecked={state.values.publicPage === "on"}
        />
        {disabled ? null : (
          <div>
            <SubmitButton>{t("submit")}</SubmitButton>
          </div>
        )}
      </fieldset>
    </ActionForm>
  );
}
