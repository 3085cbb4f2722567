import { useTranslations } from "next-intl";
import { Card } from "#components/ui/card.tsx";
import { DateTime } from "#components/ui/date-time.tsx";
import { DefinitionList } from "#components/ui/definition-list.tsx";
import { Digest } from "#components/ui/digest.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import { toHex } from "#lib/core/text/bytes.ts";
import type { Envelope, Version } from "#lib/features/contracts/envelopes/types.ts";

type EnvelopeFactsProps = { envelope: Envelope; version: Version | undefined; unit: string | undefined };

export function EnvelopeFacts({ envelope, version, unit }: EnvelopeFactsProps) {
  const t = useTranslations("envelopes.page");
  const words = useTranslations("units");
  const { sourceId, createdAt, sentAt, expiresAt, endedAt } = envelope;
  const time = (at: Date | undefined) => at && <DateTime value={at.toISOString()} />;
  return (
    <Card title={t("facts")}>
      <DefinitionList
        items={[
          { term: t("source"), description: <TextLink href={`/evidence/${sourceId}`}>{t("record")}</TextLink> },
          { term: t("made"), description: time(createdAt) },
          { term: t("sent"), description: time(sentAt) },
          { term: t("until"), description: endedAt ? undefined : time(expiresAt) },
          { term: t("ended"), description: time(endedAt) },
          { term: words("unit"), description: unit },
          { term: t("signatures"), description: version && String(version.number) },
          {
            term: t("digest"),
            description: version && <Digest value={toHex(version.sha256)} what={t("digest")} short />,
          },
        ]}
      />
    </Card>
  );
}
