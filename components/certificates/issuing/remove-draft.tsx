"use client";

import { useTranslations } from "next-intl";
import { SubmitButton } from "#components/ui/submit-button.tsx";
import { removeDraftsAction } from "#lib/features/certificates/issuing/actions.ts";

/** It was not issued, and is entered again as fast: nothing is asked before. */
export function RemoveDraft({ batch, number, name }: { batch: string; number: number; name: string }) {
  const t = useTranslations("batches.page");
  return (
    <form action={removeDraftsAction}>
      <input type="hidden" name="batch" value={batch} />
      <input type="hidden" name="number" value={number} />
      <SubmitButton size="sm" variant="quiet" aria-label={t("removeWhat", { name })}>
        {t("remove")}
      </SubmitButton>
    </form>
  );
}
