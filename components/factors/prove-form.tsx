"use client";

import { startAuthentication } from "@simplewebauthn/browser";
import { useTranslations } from "next-intl";
import { ActionForm } from "#components/forms/action-form.tsx";
import { SecretField } from "#components/forms/secret-field.tsx";
import { useActionForm } from "#components/forms/use-action-form.ts";
import { SubmitButton } from "#components/ui/submit-button.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import { beginProofAction, proveWithPasskeyAction } from "#lib/features/accounts/factors/actions.ts";
import { proveAgainAction } from "#lib/features/accounts/sessions/actions.ts";
import { PasskeyButton } from "./passkey-button.tsx";

/** Asks whoever is signed in to prove once more that it is they. */
export function ProveForm({ hasPasskey }: { hasPasskey: boolean }) {
  const t = useTranslations("factors");
  const wiring = useActionForm(proveAgainAction, { values: {}, problems: {} });
  return (
    <div className="grid gap-5">
      <p className="text-sm text-ink-soft">{t("proveText")}</p>
      <ActionForm wiring={wiring}>
        <SecretField
          name="password"
          label={t("password")}
          autoComplete="current-password"
          required
          error={wiring.state.problems.password?.text}
        />
        <div className="flex flex-wrap items-center gap-x-6 gap-y-3">
          <SubmitButton>{t("prove")}</SubmitButton>
          <TextLink href="/forgot-password" className="text-sm">
            {t("forgot")}
          </TextLink>
        </div>
      </ActionForm>
      {hasPasskey ? (
        <PasskeyButton
          begin={beginProofAction}
          ask={(optionsJSON) => startAuthentication({ optionsJSON })}
          finish={proveWithPasskeyAction}
          label={t("provePasskey")}
        />
      ) : null}
    </div>
  );
}
