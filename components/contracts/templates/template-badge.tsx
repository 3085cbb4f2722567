import { useTranslations } from "next-intl";
import { Badge } from "#components/ui/badge.tsx";
import type { ContractTemplate, TemplateState } from "#lib/features/contracts/templates/types.ts";

const TONES = { draft: "attention", published: "ok", retired: "neutral" } as const;

export function templateState({ retiredAt, published }: ContractTemplate): TemplateState {
  if (retiredAt !== undefined) return "retired";
  return published === undefined ? "draft" : "published";
}

export function TemplateBadge({ template }: { template: ContractTemplate }) {
  const t = useTranslations("contractTemplates.states");
  const state = templateState(template);
  return <Badge tone={TONES[state]}>{t(state)}</Badge>;
}
