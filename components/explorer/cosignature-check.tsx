"use client";

import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import { CheckResult } from "./check-result.tsx";
import { type CosignatureClaims, cosignaturesHold } from "./cosignatures-hold.ts";

/** Verifies the cosignatures where the reader sits. */
export function CosignatureCheck({ claims }: { claims: CosignatureClaims }) {
  const t = useTranslations("explorer.cosignatureCheck");
  const [ok, setOk] = useState<boolean>();
  useEffect(() => {
    let isAsked = true;
    cosignaturesHold(claims).then((holds) => {
      if (isAsked) setOk(holds);
    });
    return () => {
      isAsked = false;
    };
  }, [claims]);
  return <CheckResult ok={ok} words={{ running: t("running"), ok: t("ok"), bad: t("bad") }} />;
}
