import { useTranslations } from "next-intl";
import { TextLink } from "#components/ui/text-link.tsx";
import type { LedgerLine } from "#lib/features/operations/installation/types.ts";

/** The quorum of each ledger, and the way to change it. */
export function QuorumList({ lines }: { lines: readonly LedgerLine[] }) {
  const t = useTranslations("operations.nodes");
  return (
    <section aria-labelledby="quorums" className="flex flex-wrap items-baseline gap-x-6 gap-y-2 text-sm">
      <h2 id="quorums" className="font-medium">
        {t("quorums")}
      </h2>
      <ul className="flex min-w-0 flex-wrap gap-x-6 gap-y-2">
        {lines.map(({ name, quorum: { needed, members } }) => (
          <li key={name} className="min-w-0 wrap-anywhere">
            <TextLink href={`/operations/ledgers/${name}#quorum`}>
              {needed === 0
                ? t("quorumNone", { ledger: name })
                : t("quorumOf", { ledger: name, needed, count: members })}
              <span className="sr-only">. {t("quorumChange", { ledger: name })}</span>
            </TextLink>
          </li>
        ))}
      </ul>
    </section>
  );
}
