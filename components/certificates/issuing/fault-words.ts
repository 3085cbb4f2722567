"use client";

import { useLocale, useTranslations } from "next-intl";
import {
  type AskedField,
  type DraftFaultCode,
  EMAIL,
  HOLDER_NAME,
  REPLACES,
} from "#lib/features/certificates/issuing/schema/draft.ts";

export interface ShownFault {
  field: string;
  code: string;
  character?: string | undefined;
  place?: number | undefined;
  found?: string | undefined;
  standard?: string | undefined;
}

/** A field as its template calls it. */
export function useFieldName(fields: readonly AskedField[]): (name: string) => string {
  const t = useTranslations("batches.roster");
  const locale = useLocale();
  return (name) => {
    if (name === HOLDER_NAME) return t("holderName");
    if (name === EMAIL) return t("email");
    if (name === REPLACES) return t("replaces");
    const label = fields.find((field) => field.name === name)?.label;
    return label ? label[locale === "en" ? "en" : "zh-CN"] : name;
  };
}

/** What is wrong with a value, in words. */
export function useFaultWords(fields: readonly AskedField[]): (fault: ShownFault) => string {
  const t = useTranslations("batches");
  const name = useFieldName(fields);
  return ({ field, code, character = "", place = 0, found = "", standard }) =>
    t(`faults.${code as DraftFaultCode}`, {
      ...{ field: name(field), character, place, found: found === "" ? "–" : found },
      standard: standard === undefined ? "" : t("faults.standardIs", { standard }),
    });
}
