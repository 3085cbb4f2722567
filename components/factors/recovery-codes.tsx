"use client";

import { useTranslations } from "next-intl";
import { Button } from "#components/ui/button.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { CopyButton } from "#components/ui/copy-button.tsx";

/** New recovery codes, which nobody can show again. */
export function RecoveryCodes({ codes, onKept }: { codes: readonly string[]; onKept: () => void }) {
  const t = useTranslations("factors");
  return (
    <div className="grid gap-4">
      <h3 className="font-medium">{t("codesTitle")}</h3>
      <Callout tone="attention" title={t("codesWarning")} role="alert">
        {t("codesText")}
      </Callout>
      <ul className="grid gap-x-8 gap-y-1.5 rounded-md border border-rule bg-sunken p-4 font-mono text-sm sm:grid-cols-2">
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ul>
      <div className="flex flex-wrap gap-3">
        <CopyButton wordy value={codes.join("\n")} what={t("codesCopy")} />
        <Button variant="primary" onClick={onKept}>
          {t("codesKept")}
        </Button>
      </div>
    </div>
  );
}
