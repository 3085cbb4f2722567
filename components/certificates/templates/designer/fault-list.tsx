"use client";

import { useTranslations } from "next-intl";
import { Callout } from "#components/ui/callout.tsx";
import type { Fault } from "#lib/features/certificates/templates/types.ts";
import { FaultWords } from "../fault-words.tsx";

/** Why a certificate with these values would not be issued: which value, what is wrong with it, which character. */
export function FaultList({ faults, labelOf }: { faults: readonly Fault[]; labelOf: (name: string) => string }) {
  const t = useTranslations("templates.faults");
  if (faults.length === 0) {
    return (
      <Callout tone="ok" role="status">
        {t("none")}
      </Callout>
    );
  }
  return (
    <Callout tone="danger" role="alert" title={t("title", { count: faults.length })}>
      <ul className="grid gap-1">
        {faults.map(({ field, code, character, standard }) => (
          <li key={`${field} ${code} ${character}`}>
            <span className="font-medium">{field === "" ? t("template") : labelOf(field)}</span>
            {": "}
            <FaultWords code={code} character={character} standard={standard} />
          </li>
        ))}
      </ul>
    </Callout>
  );
}
