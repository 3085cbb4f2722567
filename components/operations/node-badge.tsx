import { useTranslations } from "next-intl";
import { Badge } from "#components/ui/badge.tsx";
import type { Tone } from "#components/ui/tone.ts";
import type { WatchedNode } from "#lib/features/operations/installation/types.ts";

const TONES = { inStep: "ok", behind: "attention", failing: "danger", unheard: "neutral" } as const satisfies Record<
  string,
  Tone
>;

/** Active says only that it is asked: whether it answers is what an operator wants to know. */
export function NodeBadge({ node: { state, health } }: { node: Pick<WatchedNode, "state" | "health"> }) {
  const states = useTranslations("nodes.state");
  const t = useTranslations("operations");
  if (health === "idle") return <Badge tone={state === "suspended" ? "attention" : "neutral"}>{states(state)}</Badge>;
  return <Badge tone={TONES[health]}>{t(`health.${health}`)}</Badge>;
}
