"use client";

import { useTranslations } from "next-intl";
import { useMemo } from "react";
import { CheckResult } from "./check-result.tsx";
import { type CosignatureClaims, cosignaturesHold } from "./cosignatures-hold.ts";
import { useInBrowser } from "./use-in-browser.ts";

/** Verifies the cosignatures where the reader sits. */
export function CosignatureCheck({ claims }: { claims: CosignatureClaims }) {
  const t = useTranslations("explorer.cosignatureCheck");
  const inBrowser = useInBrowser();
  const ok = useMemo(() => (inBrowser ? cosignaturesHold(claims) : undefined), [inBrowser, claims]);
  return <CheckResult ok={ok} words={{ running: t("running"), ok: t("ok"), bad: t("bad") }} />;
}
