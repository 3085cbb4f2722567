"use client";

import { useTranslations } from "next-intl";
import { Button } from "#components/ui/button.tsx";
import { RefusalNote } from "./refusal-note.tsx";
import { useStep } from "./use-step.ts";

/** Opens the document, by a press: what opens links by itself opens nothing. */
export function OpenButton({ token }: { token: string }) {
  const t = useTranslations("signingPage");
  const { step, refusal, busy } = useStep(token);
  return (
    <div className="grid gap-4">
      <Button
        variant="primary"
        size="lg"
        className="justify-self-start"
        busy={busy}
        onClick={() => step({ name: "open" })}
      >
        {t("open")}
      </Button>
      <RefusalNote refusal={refusal} />
    </div>
  );
}
