"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { AlertDialog } from "#components/ui/alert-dialog.tsx";
import { Button } from "#components/ui/button.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import { REASON_CHARS_MAX } from "#lib/features/contracts/envelopes/types.ts";
import { RefusalNote } from "./refusal-note.tsx";
import { useStep } from "./use-step.ts";

/** The way out, with a reason that its sender reads. */
export function DeclineForm({ token }: { token: string }) {
  const t = useTranslations("signingPage.decline");
  const [reason, setReason] = useState("");
  const [isMissing, setIsMissing] = useState(false);
  const { step, refusal, busy } = useStep(token);
  const decline = () => {
    const said = reason.trim();
    setIsMissing(said === "");
    if (said !== "") void step({ name: "decline", body: { reason: said } });
  };
  return (
    <div className="grid gap-3 justify-self-start">
      <AlertDialog
        danger
        trigger={
          <Button variant="quiet" busy={busy} className="justify-self-start">
            {t("button")}
          </Button>
        }
        title={t("title")}
        description={t("text")}
        confirmLabel={t("confirm")}
        onConfirm={decline}
      >
        <TextField
          label={t("reason")}
          value={reason}
          maxLength={REASON_CHARS_MAX}
          onChange={({ target }) => setReason(target.value)}
        />
      </AlertDialog>
      {isMissing ? (
        <p role="alert" className="text-sm text-danger">
          {t("missing")}
        </p>
      ) : null}
      <RefusalNote refusal={refusal} />
    </div>
  );
}
