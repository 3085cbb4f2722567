"use client";

import { useTranslations } from "next-intl";
import { Callout } from "#components/ui/callout.tsx";
import type { Refusal } from "./ask.ts";

export function RefusalNote({ refusal }: { refusal: Refusal | undefined }) {
  const t = useTranslations("signingPage");
  if (refusal === undefined) return null;
  return (
    <Callout tone="danger" role="alert">
      {refusal.detail || t("unreachable")}
    </Callout>
  );
}
