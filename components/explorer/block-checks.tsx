"use client";

import { useTranslations } from "next-intl";
import type { BlockClaims, CheckpointClaims } from "./block-check.ts";
import { CheckResult } from "./check-result.tsx";
import { useCheck } from "./use-check.ts";

const headerHolds = async (claims: BlockClaims) => (await import("./block-check.ts")).headerHolds(claims);
const checkpointHolds = async (claims: CheckpointClaims) => (await import("./block-check.ts")).checkpointHolds(claims);

/** Recomputes the header's hash, and its place in the tree where it has one, where the reader sits. */
export function HeaderCheck({ claims }: { claims: BlockClaims }) {
  const t = useTranslations("explorer.hashCheck");
  const ok = useCheck(claims, headerHolds);
  const held = claims.headerPath ? t("okLeaf") : t("ok");
  return <CheckResult ok={ok} words={{ running: t("running"), ok: held, bad: t("bad") }} />;
}

/** Checks the signature and what it signs where the reader sits. */
export function CheckpointCheck({ claims }: { claims: CheckpointClaims }) {
  const t = useTranslations("explorer.signatureCheck");
  const ok = useCheck(claims, checkpointHolds);
  return <CheckResult ok={ok} words={{ running: t("running"), ok: t("ok"), bad: t("bad") }} />;
}
