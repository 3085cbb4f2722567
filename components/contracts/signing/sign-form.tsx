"use client";

import { useTranslations } from "next-intl";
import { type FormEvent, useEffect, useState } from "react";
import { Button } from "#components/ui/button.tsx";
import type { Appearance, Values } from "#lib/features/contracts/signing/types.ts";
import type { FormField } from "#lib/pades/form-fields.ts";
import { AppearanceFields } from "./appearance-fields.tsx";
import { OwnField } from "./own-field.tsx";
import { RefusalNote } from "./refusal-note.tsx";
import { useStep } from "./use-step.ts";

/** `document`: digest of what was shown; undefined: nothing was yet. */
type SignFormProps = {
  token: string;
  document: string | undefined;
  fields: readonly FormField[];
  person: string;
};

/** What the party fills in, and how its signature looks; with the button the document is signed. */
export function SignForm({ token, document, fields, person }: SignFormProps) {
  const t = useTranslations("signingPage.sign");
  const [values, setValues] = useDraft(token);
  const [appearance, setAppearance] = useState<Appearance>({ by: "name", name: person });
  const [missing, setMissing] = useState<readonly string[]>([]);
  const { step, refusal, busy } = useStep(token);
  const isDrawn = appearance.by === "name" ? appearance.name.trim() !== "" : appearance.strokes.length > 0;
  const sign = async (event: FormEvent) => {
    event.preventDefault();
    const given = Object.fromEntries(
      Object.entries(values).filter(([name]) => fields.some((field) => field.name === name)),
    );
    const empty = fields.filter(({ name, required }) => required && !given[name]).map(({ name }) => name);
    setMissing(isDrawn ? empty : [...empty, ""]);
    if (empty.length > 0 || !isDrawn) return;
    if (await step({ name: "sign", body: { document, values: given, appearance } })) forget(token);
  };
  const errorOf = (name: string) => {
    if (missing.includes(name)) return t("missing");
    return refusal?.field === name ? refusal.detail : undefined;
  };
  return (
    <form onSubmit={sign} noValidate className="grid gap-6">
      {fields.map((field) => (
        <OwnField
          key={field.name}
          field={field}
          value={values[field.name]}
          error={errorOf(field.name)}
          onValue={(value) => setValues({ ...values, [field.name]: value })}
        />
      ))}
      <AppearanceFields
        person={person}
        appearance={appearance}
        error={missing.includes("") ? t("undrawn") : undefined}
        onAppearance={setAppearance}
      />
      <div className="grid gap-3">
        <p className="text-xs text-ink-soft">{t("means")}</p>
        <Button
          type="submit"
          variant="primary"
          size="lg"
          busy={busy}
          disabled={document === undefined}
          className="justify-self-start"
        >
          {t("button")}
        </Button>
        {missing.length > 0 ? (
          <p role="alert" className="text-sm text-danger">
            {t("incomplete")}
          </p>
        ) : null}
        <RefusalNote refusal={refusal} />
      </div>
    </form>
  );
}

const keyOf = (token: string): string => `sealbook.signing.${token}`;

/** What was typed survives a reload in this tab, and is nowhere else until it is signed. */
function useDraft(token: string): [Values, (values: Values) => void] {
  const [values, setValues] = useState<Values>({});
  useEffect(() => {
    try {
      const kept: unknown = JSON.parse(sessionStorage.getItem(keyOf(token)) ?? "{}");
      if (typeof kept === "object" && kept !== null) setValues(kept as Values);
    } catch {
      // A browser that keeps nothing: then nothing was typed before.
    }
  }, [token]);
  const keep = (next: Values) => {
    setValues(next);
    try {
      sessionStorage.setItem(keyOf(token), JSON.stringify(next));
    } catch {
      // It is lost with a reload, and nothing else.
    }
  };
  return [values, keep];
}

function forget(token: string): void {
  try {
    sessionStorage.removeItem(keyOf(token));
  } catch {
    // Nothing was kept.
  }
}
