import { Download } from "lucide-react";
import { useTranslations } from "next-intl";
import { buttonClass } from "#components/ui/button.tsx";
import { Bytes } from "#components/ui/bytes.tsx";
import { DefinitionList } from "#components/ui/definition-list.tsx";
import { Digest } from "#components/ui/digest.tsx";
import { InAppNotice } from "#components/ui/in-app-notice.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import type { OfferedVerifier } from "#lib/features/evidence/verifier-file/types.ts";

type KeepVerifierProps = {
  verifier: OfferedVerifier;
  /** Level of its heading. */
  heading?: "h2" | "h3";
};

/** The offline verifier to take along, with what tells it from any other file. */
export function KeepVerifier({ verifier, heading: Heading = "h2" }: KeepVerifierProps) {
  const t = useTranslations("checkUs.keep");
  const { sha256, bytes, version, record } = verifier;
  return (
    <section className="grid gap-4 rounded-lg border border-rule bg-surface p-5 sm:p-6 print:hidden">
      <div className="flex flex-wrap items-start justify-between gap-4">
        <div className="grid min-w-0 flex-1 basis-64 gap-1">
          <Heading className="font-serif text-lg font-semibold">{t("title")}</Heading>
          <p className="text-sm text-ink-soft text-pretty">{t("text")}</p>
        </div>
        <a href={`/verifier.html?v=${sha256}`} download className={buttonClass()}>
          <Download aria-hidden="true" className="size-4" />
          {t("download")}
        </a>
      </div>
      <InAppNotice />
      <DefinitionList
        items={[
          { term: "SHA-256", description: <Digest value={sha256} what={t("digest")} /> },
          {
            term: t("size"),
            description: (
              <>
                <Bytes value={bytes} brief /> · {t("version", { version })}
              </>
            ),
          },
          {
            term: t("record"),
            description: record ? <RecordPlace record={record} /> : t("notRecorded"),
          },
        ]}
      />
    </section>
  );
}

function RecordPlace({ record }: { record: NonNullable<OfferedVerifier["record"]> }) {
  const t = useTranslations("checkUs.keep");
  const { id, index } = record;
  const place = index === undefined ? t("notAnchored") : t("entry", { index });
  // A record without a public page still has its place in the ledger.
  const href = record.public ? `/v/${id}` : index === undefined ? undefined : `/explorer/entries/${index}`;
  if (href === undefined) return place;
  return (
    <TextLink href={href} prefetch={false}>
      {place}
    </TextLink>
  );
}
