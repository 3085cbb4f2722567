"use client";

/** Saves what is edited when its author says so, never over what somebody else saved meanwhile, and warns who leaves without. */
import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import type { ContractTemplateDocument } from "#lib/features/contracts/templates/types.ts";
import { isRefusal, saveTemplate } from "../ask-server.ts";

export interface Saving {
  isUnsaved: boolean;
  busy: boolean;
  problem: string | undefined;
  /** @returns whether it is kept */
  save: () => Promise<boolean>;
}

export function useSaving(
  id: string,
  now: { name: string; document: ContractTemplateDocument },
  first: { sha256: string },
): Saving {
  const t = useTranslations("contractTemplates.designer.save");
  const text = JSON.stringify(now);
  const [kept, setKept] = useState({ text, sha256: first.sha256 });
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string>();
  const isUnsaved = kept.text !== text;
  useEffect(() => {
    if (!isUnsaved) return;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener("beforeunload", ask);
    return () => window.removeEventListener("beforeunload", ask);
  }, [isUnsaved]);
  const save = async () => {
    setBusy(true);
    const outcome = await saveTemplate(id, { ...now, name: now.name.trim(), basis: kept.sha256 });
    setBusy(false);
    if (isRefusal(outcome)) {
      setProblem(outcome.code === "conflict" ? t("conflict") : outcome.refused || t("lost"));
      return false;
    }
    setProblem(undefined);
    setKept({ text, sha256: outcome.sha256 });
    return true;
  };
  return { isUnsaved, busy, problem, save };
}
