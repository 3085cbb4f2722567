import { useTranslations } from "next-intl";
import { Badge } from "#components/ui/badge.tsx";
import type { TemplateState, TemplateSummary } from "#lib/features/certificates/templates/types.ts";

const TONES = { draft: "attention", published: "ok", retired: "neutral" } as const;

export function templateState({ retiredAt, published }: TemplateSummary): TemplateState {
  if (retiredAt !== undefined) return "retired";
  return published === undefined ? "draft" : "published";
}

export function TemplateBadge({ template }: { template: TemplateSummary }) {
  const t = useTranslations("templates.states");
  const state = templateState(template);
  return <Badge tone={TONES[state]}>{t(state)}</Badge>;
}
