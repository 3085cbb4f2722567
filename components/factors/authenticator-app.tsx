"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useEffect } from "react";
import { ActionForm } from "#components/forms/action-form.tsx";
import { ConfirmedAction } from "#components/forms/confirmed-action.tsx";
import { useActionForm } from "#components/forms/use-action-form.ts";
import { CopyButton } from "#components/ui/copy-button.tsx";
import { DateTime } from "#components/ui/date-time.tsx";
import { QrCode } from "#components/ui/qr-code.tsx";
import { SubmitButton } from "#components/ui/submit-button.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import { beginTotpAction, confirmTotpAction, removeTotpAction } from "#lib/features/accounts/factors/actions.ts";
import type { NewTotp } from "#lib/features/accounts/factors/types.ts";
import { RecoveryCodes } from "./recovery-codes.tsx";

type AuthenticatorAppProps = {
  /** When it was set up, as ISO 8601; undefined when there is none. */
  since: string | undefined;
  /** Whether it can be changed now. */
  open: boolean;
};

/** One app, or the way to it. */
export function AuthenticatorApp({ since, open }: AuthenticatorAppProps) {
  const t = useTranslations("factors");
  const router = useRouter();
  const begin = useActionForm(beginTotpAction, { values: {}, problems: {} });
  const confirm = useActionForm(confirmTotpAction, { values: {}, problems: {} });
  const { done } = confirm.state;
  const codes = done?.codes ?? [];
  // It was set up just now, beside another factor: the rest of the page does not know it yet.
  useEffect(() => {
    if (done?.codes.length === 0) router.refresh();
  }, [done, router]);
  if (codes.length > 0) return <RecoveryCodes codes={codes} onKept={() => location.reload()} />;
  if (since === undefined && !done) {
    if (!open) return null;
    if (begin.state.done) return <SetUp totp={begin.state.done} wiring={confirm} />;
    return (
      <ActionForm wiring={begin}>
        <div>
          <SubmitButton>{t("totpBegin")}</SubmitButton>
        </div>
      </ActionForm>
    );
  }
  return (
    <div className="flex flex-wrap items-center justify-between gap-3 text-sm">
      <p>{t.rich("totpSince", { time: () => <DateTime value={since ?? new Date().toISOString()} brief /> })}</p>
      {open ? (
        <ConfirmedAction
          action={removeTotpAction}
          label={t("totpRemove")}
          title={t("totpRemoveTitle")}
          description={t("totpRemoveText")}
          confirmLabel={t("totpRemove")}
        />
      ) : null}
    </div>
  );
}

function SetUp({ totp, wiring }: { totp: NewTotp; wiring: ReturnType<typeof useActionForm<{ codes: string[] }>> }) {
  const t = useTranslations("factors");
  return (
    <ActionForm wiring={wiring}>
      <p className="max-w-prose text-sm">{t("totpScan")}</p>
      <div className="flex flex-wrap items-center gap-6">
        <QrCode qr={totp.qr} label={t("totpQr")} />
        <div className="grid min-w-0 gap-1.5 text-sm">
          <span className="text-ink-soft">{t("totpKey")}</span>
          <code className="font-mono break-all">{totp.secret.replaceAll(/.{4}(?=.)/g, "$& ")}</code>
          <div>
            <CopyButton wordy value={totp.secret} what={t("totpKey")} />
          </div>
        </div>
      </div>
      <TextField
        name="code"
        label={t("code")}
        hint={t("totpCodeHint")}
        inputMode="numeric"
        autoComplete="one-time-code"
        autoFocus
        mono
        required
        className="max-w-48"
        error={wiring.state.problems.code?.text}
      />
      <div>
        <SubmitButton>{t("totpConfirm")}</SubmitButton>
      </div>
    </ActionForm>
  );
}
