import { useTranslations } from "next-intl";
import { SettingsCell, SettingsRow, SettingsTable } from "#components/shell/settings-table.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import type { WatchedNode } from "#lib/features/operations/installation/types.ts";
import { Age } from "./age.tsx";
import { NodeBadge } from "./node-badge.tsx";

export function NodesTable({ nodes, now }: { nodes: readonly WatchedNode[]; now: Date }) {
  const t = useTranslations("operations.nodes");
  const title = useTranslations("operations.tabs")("nodes");
  const words = useTranslations("operations.filters");
  const kinds = useTranslations("nodes.kind");
  const columns = [t("name"), words("kind"), words("ledger"), words("state"), t("seen"), t("reached"), t("latency")];
  return (
    <SettingsTable caption={title} columns={columns}>
      {nodes.map((node) => {
        const { id, name, kind, ledger, report, treeSize, organisation, operator } = node;
        return (
          <SettingsRow key={id}>
            <SettingsCell className="wrap-anywhere">
              <TextLink href={`/operations/nodes/${id}`} className="font-medium">
                {name}
              </TextLink>
              <span className="block text-xs text-ink-soft">{organisation?.name ?? operator}</span>
            </SettingsCell>
            <SettingsCell label={words("kind")} className="lg:whitespace-nowrap">
              {kinds(kind)}
            </SettingsCell>
            <SettingsCell label={words("ledger")} className="wrap-anywhere">
              {ledger}
            </SettingsCell>
            <SettingsCell label={words("state")}>
              <NodeBadge node={node} />
            </SettingsCell>
            <SettingsCell label={t("seen")} className="tabular-nums">
              {report?.size === undefined
                ? t("never")
                : t("seenOf", { seen: Number(report.size), size: Number(treeSize) })}
            </SettingsCell>
            <SettingsCell label={t("reached")}>
              {report?.reachedAt ? <Age at={report.reachedAt} now={now} /> : t("never")}
            </SettingsCell>
            <SettingsCell label={t("latency")} className="tabular-nums">
              {report?.latencyMs === undefined ? "–" : t("milliseconds", { latencyMs: report.latencyMs })}
            </SettingsCell>
          </SettingsRow>
        );
      })}
    </SettingsTable>
  );
}
