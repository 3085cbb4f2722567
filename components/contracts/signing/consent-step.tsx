"use client";

import { useLocale, useTranslations } from "next-intl";
import { Button } from "#components/ui/button.tsx";
import { Card } from "#components/ui/card.tsx";
import { RefusalNote } from "./refusal-note.tsx";
import { useStep } from "./use-step.ts";

type ConsentStepProps = { token: string; wording: { version: number; text: string } };

/** To the wording that is shown, whose number and digest are recorded. */
export function ConsentStep({ token, wording }: ConsentStepProps) {
  const t = useTranslations("signingPage.consent");
  const language = useLocale();
  const { step, refusal, busy } = useStep(token);
  return (
    <Card title={t("title")}>
      <div className="grid gap-4">
        <blockquote className="border-s-2 border-rule-strong ps-4 text-base">{wording.text}</blockquote>
        <p className="text-xs text-ink-soft">{t("number", { version: wording.version })}</p>
        <Button
          variant="primary"
          className="justify-self-start"
          busy={busy}
          onClick={() => step({ name: "consent", body: { language } })}
        >
          {t("button")}
        </Button>
        <RefusalNote refusal={refusal} />
      </div>
    </Card>
  );
}
