"use client";

import {
  type PublicKeyCredentialCreationOptionsJSON,
  startAuthentication,
  startRegistration,
} from "@simplewebauthn/browser";
import { useTranslations } from "next-intl";
import { useState, useTransition } from "react";
import { PasskeyButton } from "#components/factors/passkey-button.tsx";
import { AlertDialog } from "#components/ui/alert-dialog.tsx";
import { Button } from "#components/ui/button.tsx";
import { Card } from "#components/ui/card.tsx";
import { DateTime } from "#components/ui/date-time.tsx";
import {
  addHolderPasskeyAction,
  beginHolderPasskeyAction,
  beginOpenWithPasskeyAction,
  openWithPasskeyAction,
  removeHolderPasskeyAction,
} from "#lib/features/certificates/holders/actions.ts";
import type { HolderPasskey } from "#lib/features/certificates/holders/types.ts";

/** The passkeys with which a holder comes back without a letter: if they want one. */
export function PasskeysCard({ token, passkeys }: { token: string; passkeys: readonly HolderPasskey[] }) {
  const t = useTranslations("holderPasskeys");
  const [added, setAdded] = useState(false);
  return (
    <Card title={t("title")} description={t("text")}>
      <div className="grid gap-4">
        {passkeys.length > 0 ? (
          <ul className="divide-y divide-rule border-y border-rule">
            {passkeys.map(({ id, createdAt, usedAt }) => (
              <li key={id} className="flex flex-wrap items-center justify-between gap-3 py-3 text-sm">
                <span className="grid gap-0.5">
                  <span>{t.rich("since", { time: () => <DateTime value={createdAt} brief /> })}</span>
                  <span className="text-xs text-ink-soft">
                    {usedAt === undefined
                      ? t("unused")
                      : t.rich("used", { time: () => <DateTime value={usedAt} brief /> })}
                  </span>
                </span>
                <RemovePasskey token={token} passkey={id} />
              </li>
            ))}
          </ul>
        ) : null}
        <p role="status" className="text-sm font-medium text-ok empty:hidden">
          {added ? t("added") : null}
        </p>
        <PasskeyButton<PublicKeyCredentialCreationOptionsJSON, boolean>
          begin={(before, form) => {
            form.set("token", token);
            return beginHolderPasskeyAction(before, form);
          }}
          ask={(optionsJSON) => startRegistration({ optionsJSON })}
          finish={addHolderPasskeyAction}
          fields={() => ({ token })}
          onDone={() => setAdded(true)}
          label={t("add")}
        />
      </div>
    </Card>
  );
}

/** Removes one, after asking. */
function RemovePasskey({ token, passkey }: { token: string; passkey: string }) {
  const t = useTranslations("holderPasskeys");
  const [pending, startTransition] = useTransition();
  const [failed, setFailed] = useState(false);
  const remove = () =>
    startTransition(async () => {
      const form = new FormData();
      for (const [name, value] of Object.entries({ token, passkey })) form.set(name, value);
      await removeHolderPasskeyAction({ values: {}, problems: {} }, form).then(
        ({ problem }) => setFailed(problem !== undefined),
        () => setFailed(true),
      );
    });
  return (
    <>
      <AlertDialog
        danger
        title={t("removeTitle")}
        description={t("removeText")}
        confirmLabel={t("remove")}
        onConfirm={remove}
        trigger={<Button busy={pending}>{t("remove")}</Button>}
      />
      {failed ? (
        <p role="alert" className="w-full text-xs text-danger">
          {t("failed")}
        </p>
      ) : null}
    </>
  );
}

/** Comes back with one. */
export function OpenWithPasskey() {
  const t = useTranslations("holderPasskeys");
  return (
    <PasskeyButton
      begin={beginOpenWithPasskeyAction}
      ask={(optionsJSON) => startAuthentication({ optionsJSON })}
      finish={openWithPasskeyAction}
      label={t("open")}
      variant="primary"
    />
  );
}
