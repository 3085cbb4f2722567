"use client";

import { useTranslations } from "next-intl";
import type { FormEvent } from "react";
import { Button } from "#components/ui/button.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import { REASON_CHARS_MAX } from "#lib/credentials/threshold/approval.ts";

/** A no, with its reason: it is signed, and kept. */
export function RejectForm({ onReject }: { onReject: (reason: string) => Promise<void> }) {
  const t = useTranslations("seals");
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    void onReject(String(new FormData(event.currentTarget).get("reason")).trim());
  };
  return (
    <details className="text-sm">
      <summary className="min-h-11 cursor-pointer py-2 font-medium">{t("rejectOpen")}</summary>
      <form onSubmit={submit} className="grid max-w-md gap-3 pt-2">
        <TextField name="reason" label={t("reason")} required maxLength={REASON_CHARS_MAX} />
        <Button type="submit" variant="danger" scripted className="justify-self-start">
          {t("reject")}
        </Button>
      </form>
    </details>
  );
}
