"use client";

import { startRegistration } from "@simplewebauthn/browser";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useRef, useState } from "react";
import { TextField } from "#components/ui/text-field.tsx";
import { addPasskeyAction, beginPasskeyAction } from "#lib/features/accounts/factors/actions.ts";
import { PasskeyButton } from "./passkey-button.tsx";
import { RecoveryCodes } from "./recovery-codes.tsx";

/** Makes a passkey on this device, or on one that the browser reaches. */
export function AddPasskey({ proposed }: { proposed: string }) {
  const t = useTranslations("factors");
  const router = useRouter();
  const name = useRef<HTMLInputElement>(null);
  const [codes, setCodes] = useState<readonly string[]>([]);
  const [added, setAdded] = useState(false);
  if (codes.length > 0) return <RecoveryCodes codes={codes} onKept={() => location.reload()} />;
  const onDone = (done: { codes: string[] }) => {
    setCodes(done.codes);
    setAdded(true);
    if (done.codes.length === 0) router.refresh();
  };
  return (
    <div className="grid gap-4">
      <p role="status" className="text-sm font-medium text-ok empty:hidden">
        {added ? t("passkeyAdded") : null}
      </p>
      <TextField ref={name} label={t("passkeyName")} hint={t("passkeyNameHint")} defaultValue={proposed} required />
      <PasskeyButton
        begin={beginPasskeyAction}
        ask={(optionsJSON) => startRegistration({ optionsJSON })}
        finish={addPasskeyAction}
        fields={() => ({ name: name.current?.value ?? proposed })}
        onDone={onDone}
        label={t("passkeyAdd")}
        variant="primary"
      />
    </div>
  );
}
