"use client";

import { useTranslations } from "next-intl";
import { type SubmitEvent, useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import { parseReference } from "./reference.ts";

const REFERENCE_CHARS_MAX = 2_000;

type ReferenceFormProps = { onRecord: (id: string) => void; onDigest: (sha256: string) => void };

/** For those who hold a link, an id or a digest instead of a file. */
export function ReferenceForm({ onRecord, onDigest }: ReferenceFormProps) {
  const t = useTranslations("verify.reference");
  const [error, setError] = useState<string>();
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const text = new FormData(event.currentTarget).get("reference");
    const reference = parseReference(typeof text === "string" ? text : "", location.origin);
    setError(undefined);
    if (reference.kind === "record") onRecord(reference.id);
    else if (reference.kind === "digest") onDigest(reference.sha256);
    else setError(reference.kind === "foreign" ? t("foreign", { host: reference.host }) : t("unknown"));
  };
  return (
    <form onSubmit={submit} noValidate className="grid gap-3 sm:grid-cols-[1fr_auto] print:hidden">
      <TextField
        name="reference"
        label={t("label")}
        hint={t("hint")}
        error={error}
        maxLength={REFERENCE_CHARS_MAX}
        autoComplete="off"
        autoCapitalize="off"
        spellCheck={false}
        mono
      />
      <Button type="submit" scripted className="self-start justify-self-start sm:mt-[1.85rem]">
        {t("button")}
      </Button>
    </form>
  );
}
