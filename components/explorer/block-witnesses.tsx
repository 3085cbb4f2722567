import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Badge } from "#components/ui/badge.tsx";
import { Card } from "#components/ui/card.tsx";
import { DateTime } from "#components/ui/date-time.tsx";
import { CosignatureCheck } from "./cosignature-check.tsx";
import { ExplorerLink } from "./explorer-link.tsx";

export interface BlockAttestations {
  /** In the order in which they signed. */
  cosignatures: readonly {
    name: string;
    /** Who runs the witness; empty when nobody is named. */
    operator: string;
    signedAt: string;
    /** Towards the quorum. */
    counts: boolean;
    line: string;
  }[];
  quorum: { needed: number; members: readonly string[] };
  /** The first witnessed block from this one on, height in decimal. */
  witnessed: { height: string; at: string } | undefined;
  timestamps: readonly { authority: string; time: string }[];
  /** The first stamped block from this one on. */
  stamped: { height: string; time: string } | undefined;
  policy: string;
}

type Props = { block: { height: string; checkpoint: string }; attestations: BlockAttestations };

/** Who besides the operator vouches for a block, since when, and whether that is enough. */
export function BlockWitnesses({ block, attestations }: Props) {
  const t = useTranslations("explorer.witnesses");
  const { cosignatures, policy, witnessed } = attestations;
  const claims = {
    checkpoint: block.checkpoint,
    lines: cosignatures.map(({ line }) => line),
    policy,
    names: cosignatures.filter(({ counts }) => counts).map(({ name }) => name),
    quorumMet: witnessed?.height === block.height,
  };
  return (
    <Card title={t("title")} description={t("lead")} actions={<ExplorerLink to="/nodes">{t("all")}</ExplorerLink>}>
      <div className="grid gap-4">
        <WitnessState block={block} attestations={attestations} />
        {cosignatures.length > 0 ? (
          <>
            <ul aria-label={t("signed")} className="divide-y divide-rule border-y border-rule text-sm">
              {cosignatures.map((cosignature) => (
                <Cosignature key={cosignature.name} {...cosignature} />
              ))}
            </ul>
            <CosignatureCheck claims={claims} />
          </>
        ) : null}
      </div>
    </Card>
  );
}

function WitnessState({ block, attestations }: Props) {
  const t = useTranslations("explorer.witnesses");
  const { cosignatures, quorum, witnessed } = attestations;
  const { needed } = quorum;
  const count = quorum.members.length;
  if (witnessed?.height === block.height) {
    return (
      <State badge={<Badge tone="ok">{t("own")}</Badge>}>
        {t("ownText", { needed, count })} <DateTime value={witnessed.at} />
      </State>
    );
  }
  if (witnessed) {
    const { height } = witnessed;
    return (
      <State badge={<Badge tone="ok">{t("later")}</Badge>}>
        {t("laterText")} <ExplorerLink to={`/blocks/${height}`}>{t("laterBlock", { height })}</ExplorerLink>{" "}
        <DateTime value={witnessed.at} />
      </State>
    );
  }
  const signed = cosignatures.filter(({ counts }) => counts).length;
  return (
    <State badge={<Badge tone="attention">{t("not")}</Badge>}>
      {needed === 0 ? t("noneText") : t("notText", { signed, needed })}
    </State>
  );
}

function State({ badge, children }: { badge: ReactNode; children: ReactNode }) {
  return (
    <div className="flex flex-wrap items-baseline gap-x-3 gap-y-1.5 text-sm">
      {badge}
      <p className="min-w-0">{children}</p>
    </div>
  );
}

function Cosignature({ name, operator, signedAt, counts }: BlockAttestations["cosignatures"][number]) {
  const t = useTranslations("explorer.witnesses");
  return (
    <li className="flex flex-wrap items-baseline justify-between gap-x-6 gap-y-0.5 py-2.5">
      <span className="min-w-0 break-words">
        <span className="font-medium">{name}</span>
        {operator ? <span className="text-ink-soft"> {t("by", { operator })}</span> : null}
        {counts ? null : <span className="block text-xs text-ink-soft">{t("notCounted")}</span>}
      </span>
      <span className="text-ink-soft">
        <DateTime value={signedAt} />
      </span>
    </li>
  );
}
