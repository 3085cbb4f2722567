"use client";

import { useLocale, useTranslations } from "next-intl";
import { SelectField } from "#components/ui/select-field.tsx";
import { FONT_NAMES, type FontName, TEMPLATE_FONTS } from "#lib/features/certificates/templates/schema/fonts.ts";
import type { Locale } from "#lib/i18n/locale.ts";

export function FontField({ value, onValue }: { value: FontName; onValue: (value: FontName) => void }) {
  const t = useTranslations("templates.designer");
  const locale = useLocale() as Locale;
  return (
    <SelectField
      label={t("font")}
      value={value}
      onChange={(event) => onValue(event.target.value as FontName)}
      options={FONT_NAMES.map((name) => ({ value: name, label: TEMPLATE_FONTS[name].label[locale] }))}
    />
  );
}
