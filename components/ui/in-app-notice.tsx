"use client";

import { useTranslations } from "next-intl";
import { useSyncExternalStore } from "react";
import { Callout } from "./callout.tsx";
import { CopyButton } from "./copy-button.tsx";
import { inAppBrowser } from "./in-app-browser.ts";

const never = (): (() => void) => () => {};

/** Where a file is to be saved or chosen: how to get to a browser that can, for who opened the page inside a chat app. */
export function InAppNotice() {
  const t = useTranslations("common.inApp");
  const app = useSyncExternalStore(
    never,
    () => inAppBrowser(navigator.userAgent),
    () => undefined,
  );
  const address = useSyncExternalStore(
    never,
    () => location.href,
    () => "",
  );
  if (app === undefined) return null;
  return (
    <Callout
      tone="attention"
      title={app === "" ? t("titleUnnamed") : t("title", { app })}
      actions={<CopyButton wordy value={address} what={t("address")} />}
    >
      <p>{t("text")}</p>
    </Callout>
  );
}
