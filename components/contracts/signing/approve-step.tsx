"use client";

import { useTranslations } from "next-intl";
import { Button } from "#components/ui/button.tsx";
import { Card } from "#components/ui/card.tsx";
import { RefusalNote } from "./refusal-note.tsx";
import { useStep } from "./use-step.ts";

/** @param props.document digest of what was shown; undefined: nothing was yet */
export function ApproveStep({ token, document }: { token: string; document: string | undefined }) {
  const t = useTranslations("signingPage.approve");
  const { step, refusal, busy } = useStep(token);
  return (
    <Card title={t("title")} description={t("text")}>
      <div className="grid gap-4">
        <Button
          variant="primary"
          className="justify-self-start"
          busy={busy}
          disabled={document === undefined}
          onClick={() => step({ name: "approve", body: { document } })}
        >
          {t("button")}
        </Button>
        <RefusalNote refusal={refusal} />
      </div>
    </Card>
  );
}
