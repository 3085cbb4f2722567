"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { FieldError } from "#components/ui/field.tsx";
import { RadioGroup } from "#components/ui/radio-group.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import { PERSON_CHARS_MAX } from "#lib/features/contracts/envelopes/types.ts";
import type { Appearance } from "#lib/features/contracts/signing/types.ts";
import { SignaturePad } from "./signature-pad.tsx";

type AppearanceFieldsProps = {
  person: string;
  appearance: Appearance;
  error: string | undefined;
  onAppearance: (appearance: Appearance) => void;
};

/** How the signature looks: typed, which a keyboard does, or drawn. */
export function AppearanceFields({ person, appearance, error, onAppearance }: AppearanceFieldsProps) {
  const t = useTranslations("signingPage.appearance");
  const [name, setName] = useState(person);
  const type = (next: string) => {
    setName(next);
    onAppearance({ by: "name", name: next });
  };
  return (
    <div className="grid gap-4">
      <RadioGroup
        name="appearance"
        legend={t("legend")}
        value={appearance.by}
        onChange={(by) => onAppearance(by === "name" ? { by, name } : { by: "strokes", strokes: [] })}
        options={[
          { value: "name", label: t("typed") },
          { value: "strokes", label: t("drawn"), hint: t("drawnHint") },
        ]}
      />
      {appearance.by === "name" ? (
        <>
          <TextField
            label={t("name")}
            value={name}
            maxLength={PERSON_CHARS_MAX}
            autoComplete="name"
            onChange={({ target }) => type(target.value)}
          />
          <p aria-hidden="true" className="border-b border-rule-strong pb-1 font-serif text-2xl wrap-anywhere">
            {name || "\u00a0"}
          </p>
        </>
      ) : (
        <SignaturePad strokes={appearance.strokes} onStrokes={(strokes) => onAppearance({ by: "strokes", strokes })} />
      )}
      {error ? <FieldError id="appearance-error">{error}</FieldError> : null}
    </div>
  );
}
