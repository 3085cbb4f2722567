import { useTranslations } from "next-intl";
import { DateTime } from "#components/ui/date-time.tsx";
import { DefinitionList } from "#components/ui/definition-list.tsx";
import { plain } from "#lib/core/text/plain-text.ts";
import type { CertificateVerification } from "#lib/verify/certificate/words.ts";

/** Where the ledger has it. */
export function LedgerCard({ ledger }: { ledger: NonNullable<CertificateVerification["ledger"]> }) {
  const t = useTranslations("certificateVerdict.ledger");
  const { origin, index, receivedAt, block, witnessed } = ledger;
  return (
    <section className="grid gap-1">
      <h3 className="font-serif text-lg font-semibold">{t("title")}</h3>
      <DefinitionList
        items={[
          { term: t("origin"), description: <code className="font-mono text-[0.9em] break-all">{plain(origin)}</code> },
          { term: t("index"), description: index === undefined ? undefined : `${index}` },
          { term: t("time"), description: <DateTime value={receivedAt} /> },
          {
            term: t("block"),
            description: block && (
              <>
                {block.height} · <DateTime value={block.time} />
              </>
            ),
          },
          { term: t("witnessed"), description: t(witnessed ? "yes" : "no") },
        ]}
      />
    </section>
  );
}
