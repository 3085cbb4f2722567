"use client";

import { useTranslations } from "next-intl";
import { Button } from "#components/ui/button.tsx";
import { Card } from "#components/ui/card.tsx";
import { RefusalNote } from "./refusal-note.tsx";
import { useStep } from "./use-step.ts";

/** Said by who has come to the last page, or fetched the file. @param pages undefined where they are not shown */
export function ReadStep({ token, pages, seen }: { token: string; pages: number | undefined; seen: boolean }) {
  const t = useTranslations("signingPage.read");
  const { step, refusal, busy } = useStep(token);
  return (
    <Card title={t("title")}>
      <div className="grid gap-4">
        <p className="text-sm text-ink-soft" aria-live="polite">
          {seen ? (pages === undefined ? t("fetched") : t("seen", { pages })) : t("hint")}
        </p>
        <Button
          variant="primary"
          className="justify-self-start"
          disabled={!seen}
          busy={busy}
          onClick={() => step({ name: "read", body: { pages } })}
        >
          {t("button")}
        </Button>
        <RefusalNote refusal={refusal} />
      </div>
    </Card>
  );
}
