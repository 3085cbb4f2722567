"use client";

import { startAuthentication } from "@simplewebauthn/browser";
import { useTranslations } from "next-intl";
import { beginPasskeySignInAction, signInWithPasskeyAction } from "#lib/features/accounts/factors/actions.ts";
import { PasskeyButton } from "./passkey-button.tsx";

/** Signs in with a passkey, without e-mail address or password. @param props.next where to go afterwards */
export function PasskeySignIn({ next }: { next: string }) {
  const t = useTranslations("secondFactor");
  return (
    <PasskeyButton
      begin={beginPasskeySignInAction}
      ask={(optionsJSON) => startAuthentication({ optionsJSON })}
      finish={signInWithPasskeyAction}
      fields={() => ({ next })}
      label={t("signInPasskey")}
      wide
    />
  );
}
