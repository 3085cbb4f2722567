"use client";

import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { PasswordField } from "#components/ui/password-field.tsx";
import { PASSPHRASE_CHARS_MIN } from "#lib/credentials/threshold/key-file.ts";

/** The passphrase under which an approver's share will lie: nobody can set it anew, so it is asked for twice. */
export function ChoosePassphrase({
  label,
  onChosen,
}: {
  label: string;
  onChosen: (passphrase: string) => Promise<void>;
}) {
  const t = useTranslations("seals");
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<"short" | "unlike">();
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const [one, other] = [String(form.get("passphrase")), String(form.get("again"))];
    if (one.length < PASSPHRASE_CHARS_MIN) return setProblem("short");
    if (one !== other) return setProblem("unlike");
    setProblem(undefined);
    setBusy(true);
    await onChosen(one).finally(() => setBusy(false));
  };
  const words = { autoComplete: "new-password", required: true, showLabel: t("show"), hideLabel: t("hide") };
  return (
    <form onSubmit={submit} className="grid max-w-md gap-4">
      <PasswordField
        {...words}
        name="passphrase"
        label={t("passphrase")}
        hint={t("passphraseHint", { min: PASSPHRASE_CHARS_MIN })}
        error={problem === "short" ? t("passphraseShort", { min: PASSPHRASE_CHARS_MIN }) : undefined}
      />
      <PasswordField
        {...words}
        name="again"
        label={t("passphraseAgain")}
        error={problem === "unlike" ? t("passphraseUnlike") : undefined}
      />
      <Button type="submit" variant="primary" busy={busy} scripted className="justify-self-start">
        {label}
      </Button>
    </form>
  );
}
