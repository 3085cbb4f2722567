"use client";

import { useTranslations } from "next-intl";
import { useMemo } from "react";
import { type BlockClaims, type CheckpointClaims, checkpointHolds, headerHolds } from "./block-check.ts";
import { CheckResult } from "./check-result.tsx";
import { useInBrowser } from "./use-in-browser.ts";

/** Recomputes the header's hash, and its place in the tree where it has one, where the reader sits. */
export function HeaderCheck({ claims }: { claims: BlockClaims }) {
  const t = useTranslations("explorer.hashCheck");
  const inBrowser = useInBrowser();
  const ok = useMemo(() => (inBrowser ? headerHolds(claims) : undefined), [inBrowser, claims]);
  const held = claims.headerPath ? t("okLeaf") : t("ok");
  return <CheckResult ok={ok} words={{ running: t("running"), ok: held, bad: t("bad") }} />;
}

/** Checks the signature and what it signs where the reader sits. */
export function CheckpointCheck({ claims }: { claims: CheckpointClaims }) {
  const t = useTranslations("explorer.signatureCheck");
  const inBrowser = useInBrowser();
  const ok = useMemo(() => (inBrowser ? checkpointHolds(claims) : undefined), [inBrowser, claims]);
  return <CheckResult ok={ok} words={{ running: t("running"), ok: t("ok"), bad: t("bad") }} />;
}
