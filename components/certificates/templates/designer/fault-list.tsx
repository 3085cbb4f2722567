"use client";

import { useTranslations } from "next-intl";
import { Callout } from "#components/ui/callout.tsx";
import type { Fault } from "#lib/features/certificates/templates/types.ts";

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
            <span className="font-medium">{labelOf(field)}</span>
            {": "}
            {t(`codes.${code}`)}
            {character ? ` ${t("character", { character: shown(character), code: character })}` : null}
            {standard ? ` ${t("standard", { character: shown(standard), code: standard })}` : null}
          </li>
        ))}
      </ul>
    </Callout>
  );
}

/** `U+4DAE` as the character itself, to be drawn by whatever font the reader has. */
function shown(code: string): string {
  const point = Number.parseInt(code.replace(/^U\+/, ""), 16);
  return Number.isInteger(point) && point <= 0x10ffff ? String.fromCodePoint(point) : code;
}
