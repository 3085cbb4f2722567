"use client";

import { useTranslations } from "next-intl";
import { CheckResult } from "./check-result.tsx";
import type { CosignatureClaims } from "./cosignatures-hold.ts";
import { useCheck } from "./use-check.ts";

const cosignaturesHold = async (claims: CosignatureClaims) =>
  (await import("./cosignatures-hold.ts")).cosignaturesHold(claims);

/** Verifies the cosignatures where the reader sits. */
export function CosignatureCheck({ claims }: { claims: CosignatureClaims }) {
  const t = useTranslations("explorer.cosignatureCheck");
  const ok = useCheck(claims, cosignaturesHold);
  return <CheckResult ok={ok} words={{ running: t("running"), ok: t("ok"), bad: t("bad") }} />;
}
