"use client";

import { useFormatter, useTranslations } from "next-intl";
import { Button } from "#components/ui/button.tsx";
import { Callout } from "#components/ui/callout.tsx";
import type { Saving } from "./use-save.ts";

const WORDS = {
  unsaved: "unsaved",
  saving: "saving",
  lost: "lost",
  conflict: "conflict",
  refused: "refused",
} as const;

/** Whether what one sees is kept, in one line that never moves. */
export function SaveLine({ saving, problems }: { saving: Saving; problems: number }) {
  const t = useTranslations("templates.designer.save");
  const format = useFormatter();
  const { state } = saving;
  const words = () => {
    if (state.kind === "saved") {
      return state.at === undefined
        ? t("asKept")
        : t("savedAt", { time: format.dateTime(state.at, { timeStyle: "medium" }) });
    }
    if (state.kind === "invalid") return t("invalid", { count: problems });
    return t(WORDS[state.kind]);
  };
  return (
    <p
      role="status"
      className={
        state.kind === "saved" || state.kind === "saving" || state.kind === "unsaved"
          ? "text-sm text-ink-soft"
          : "text-sm font-medium text-danger"
      }
    >
      {words()}
    </p>
  );
}

/** What needs a decision: nothing of either side is thrown away before it is made. */
export function SaveTrouble({ saving }: { saving: Saving }) {
  const t = useTranslations("templates.designer.save");
  const { state } = saving;
  if (state.kind === "conflict") {
    return (
      <Callout
        tone="attention"
        role="alert"
        title={t("conflictTitle")}
        actions={
          <Button size="sm" onClick={() => location.reload()}>
            {t("takeTheirs")}
          </Button>
        }
      >
        {t("conflictText")}
      </Callout>
    );
  }
  if (state.kind === "refused") {
    return (
      <Callout
        tone="danger"
        role="alert"
        actions={
          <Button size="sm" onClick={saving.save}>
            {t("again")}
          </Button>
        }
      >
        {state.text}
      </Callout>
    );
  }
  return null;
}
