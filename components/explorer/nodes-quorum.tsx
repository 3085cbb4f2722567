import { useTranslations } from "next-intl";
import { Card } from "#components/ui/card.tsx";
import { DateTime } from "#components/ui/date-time.tsx";
import { DefinitionList } from "#components/ui/definition-list.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import type { NodesView } from "#lib/features/ledger/nodes/schema.ts";
import { ExplorerLink } from "./explorer-link.tsx";

/** How many have to cosign, and how far they have come. */
export function NodesQuorum({ view }: { view: NodesView }) {
  const t = useTranslations("explorer.nodes");
  const { quorum, witnessed, links } = view;
  const { needed, members } = quorum;
  const missing = witnessed && view.height !== undefined ? view.height - witnessed.height : 0;
  return (
    <Card title={t("quorum")} description={t("quorumLead")}>
      <DefinitionList
        items={[
          {
            term: t("needed"),
            description: needed === 0 ? t("neededNone") : t("neededOf", { needed, count: members.length }),
          },
          { term: t("members"), description: members.join(", ") },
          {
            term: t("witnessed"),
            description: witnessed ? (
              <>
                <ExplorerLink to={`/blocks/${witnessed.height}`}>
                  {t("witnessedTo", { height: String(witnessed.height) })}
                </ExplorerLink>{" "}
                <DateTime value={witnessed.at} />
                {missing > 0 ? (
                  <span className="block text-ink-soft">{t("blocksMissing", { count: missing })}</span>
                ) : null}
              </>
            ) : (
              t("witnessedNone")
            ),
          },
          {
            term: t("policy"),
            description: (
              <TextLink href={links.witnessPolicy} prefetch={false} className="break-all">
                {links.witnessPolicy}
              </TextLink>
            ),
          },
        ]}
      />
    </Card>
  );
}
