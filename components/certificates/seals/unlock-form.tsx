"use client";

import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { PasswordField } from "#components/ui/password-field.tsx";
import { type KeyFile, stretch } from "#lib/credentials/threshold/key-file.ts";
import { openKept, type Unlocked } from "./keeper.ts";
import { PasskeyUnlock } from "./passkey-ways.tsx";

/** Opens what this browser keeps of a group, for as long as the page is open. */
export function UnlockForm({ file, onUnlocked }: { file: KeyFile; onUnlocked: (unlocked: Unlocked) => void }) {
  const t = useTranslations("seals");
  const [busy, setBusy] = useState(false);
  const [wrong, setWrong] = useState(false);
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const passphrase = String(new FormData(event.currentTarget).get("passphrase"));
    setBusy(true);
    const key = await stretch(passphrase, file.salt);
    const kept = await openKept(key, file);
    setBusy(false);
    setWrong(kept === undefined);
    if (kept) onUnlocked({ key, file, kept });
  };
  return (
    <form onSubmit={submit} className="grid max-w-md gap-4">
      <PasskeyUnlock file={file} onUnlocked={onUnlocked} />
      <PasswordField
        name="passphrase"
        label={t("passphrase")}
        hint={t("passphraseAsk")}
        error={wrong ? t("passphraseWrong") : undefined}
        autoComplete="off"
        required
        showLabel={t("show")}
        hideLabel={t("hide")}
      />
      <Button type="submit" variant="primary" busy={busy} scripted className="justify-self-start">
        {t("unlock")}
      </Button>
    </form>
  );
}

/** This browser has no share of the group. */
export function NoShareHere({ children }: { children: React.ReactNode }) {
  const t = useTranslations("seals");
  return (
    <Callout tone="attention" title={t("noShareTitle")}>
      <div className="grid gap-3">
        <p>{t("noShareText")}</p>
        {children}
      </div>
    </Callout>
  );
}
