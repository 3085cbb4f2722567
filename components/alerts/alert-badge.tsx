import { CircleAlert, CircleCheck, Eye } from "lucide-react";
import { useTranslations } from "next-intl";
import { Badge } from "#components/ui/badge.tsx";
import type { AlertState } from "#lib/words/alerts.ts";

const LOOK = {
  open: { tone: "danger", Icon: CircleAlert },
  acknowledged: { tone: "attention", Icon: Eye },
  resolved: { tone: "ok", Icon: CircleCheck },
} as const;

export function AlertBadge({ state }: { state: AlertState }) {
  const t = useTranslations("alerts.states");
  const { tone, Icon } = LOOK[state];
  return (
    <Badge tone={tone} icon={<Icon aria-hidden="true" className="size-3.5" />}>
      {t(state)}
    </Badge>
  );
}
