"use client";

import { startAuthentication } from "@simplewebauthn/browser";
import { useTranslations } from "next-intl";
import { ActionForm } from "#components/forms/action-form.tsx";
import { useActionForm } from "#components/forms/use-action-form.ts";
import { SubmitButton } from "#components/ui/submit-button.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import {
  beginSecondFactorAction,
  finishWithCodeAction,
  finishWithPasskeyAction,
} from "#lib/features/accounts/factors/actions.ts";
import { PasskeyButton } from "./passkey-button.tsx";

type SecondFactorFormProps = {
  /** Where to go afterwards. */
  next: string;
  hasTotp: boolean;
  hasPasskey: boolean;
};

/** The second step of signing in. */
export function SecondFactorForm({ next, hasTotp, hasPasskey }: SecondFactorFormProps) {
  const t = useTranslations("secondFactor");
  const wiring = useActionForm(finishWithCodeAction, { values: {}, problems: {} });
  return (
    <div className="grid gap-6">
      {hasPasskey ? (
        <PasskeyButton
          begin={beginSecondFactorAction}
          ask={(optionsJSON) => startAuthentication({ optionsJSON })}
          finish={finishWithPasskeyAction}
          fields={() => ({ next })}
          label={t("passkey")}
          variant={hasTotp ? "secondary" : "primary"}
          wide
        />
      ) : null}
      {hasPasskey ? (
        <p className="flex items-center gap-3 text-xs text-ink-soft before:h-px before:flex-1 before:bg-rule after:h-px after:flex-1 after:bg-rule">
          {t("or")}
        </p>
      ) : null}
      <ActionForm wiring={wiring}>
        <input type="hidden" name="next" value={next} />
        <TextField
          name="code"
          label={t("code")}
          hint={hasTotp ? t("codeHint") : t("codeHintRecovery")}
          autoComplete="one-time-code"
          autoCapitalize="none"
          spellCheck={false}
          autoFocus={hasTotp}
          mono
          required
          error={wiring.state.problems.code?.text}
        />
        <SubmitButton size="lg" variant={hasTotp ? "primary" : "secondary"}>
          {t("submit")}
        </SubmitButton>
      </ActionForm>
    </div>
  );
}
