"use client";

import { useTranslations } from "next-intl";
import { Button } from "#components/ui/button.tsx";
import { Card } from "#components/ui/card.tsx";
import { RefusalNote } from "./refusal-note.tsx";
import { useStep } from "./use-step.ts";

/** Said by who has come to the last page. @param pages undefined while it is not known how many there are */
export function ReadStep({ token, pages, seen }: { token: string; pages: number | undefined; seen: boolean }) {
  const t = useTranslations("signingPage.read");
  const { step, refusal, busy } = useStep(token);
  const mayGoOn = seen && pages !== undefined;
  return (
    <Card title={t("title")}>
      <div className="grid gap-4">
        <p className="text-sm text-ink-soft" aria-live="polite">
          {mayGoOn ? t("seen", { pages }) : t("hint")}
        </p>
        <Button
          variant="primary"
          className="justify-self-start"
          disabled={!mayGoOn}
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
