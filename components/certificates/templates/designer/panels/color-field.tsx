"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { Field } from "#components/ui/field.tsx";
import type { HexColor } from "#lib/features/certificates/templates/types.ts";

type ColorFieldProps = {
  label: string;
  value: HexColor;
  onValue: (value: HexColor) => void;
  error?: string | undefined;
};

/** The browser's own picker, and the colour in six digits beside it. */
export function ColorField({ label, value, onValue, error }: ColorFieldProps) {
  const t = useTranslations("templates.designer");
  const [typed, setTyped] = useState<string>();
  const take = (text: string) => {
    setTyped(text);
    const lower = text.trim().toLowerCase();
    if (/^#[0-9a-f]{6}$/.test(lower)) onValue(lower as HexColor);
  };
  return (
    <Field label={label} error={error}>
      {(wiring) => (
        <span className="flex gap-2">
          <input
            type="color"
            aria-label={t("pickColor", { label })}
            value={value}
            onChange={(event) => onValue(event.target.value as HexColor)}
            className="h-11 w-12 shrink-0 cursor-pointer rounded-md border border-rule-strong bg-surface p-1"
          />
          <input
            {...wiring}
            type="text"
            value={typed ?? value}
            onChange={(event) => take(event.target.value)}
            onBlur={() => setTyped(undefined)}
            spellCheck={false}
            autoComplete="off"
            maxLength={7}
            className="control font-mono"
          />
        </span>
      )}
    </Field>
  );
}
