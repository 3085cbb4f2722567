import { Archive, Clock } from "lucide-react";
import { useTranslations } from "next-intl";
import { Badge } from "#components/ui/badge.tsx";
import { Breadcrumbs } from "#components/ui/breadcrumbs.tsx";
import { Button } from "#components/ui/button.tsx";
import { Bytes } from "#components/ui/bytes.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { Card } from "#components/ui/card.tsx";
import { CursorPagination } from "#components/ui/cursor-pagination.tsx";
import { DateTime } from "#components/ui/date-time.tsx";
import { DefinitionList } from "#components/ui/definition-list.tsx";
import { Digest } from "#components/ui/digest.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { Progress } from "#components/ui/progress.tsx";
import { SealMark } from "#components/ui/seal-mark.tsx";
import { Skeleton } from "#components/ui/skeleton.tsx";
import { Table, Td, Th, Tr } from "#components/ui/table.tsx";
import { Specimen } from "./specimen.tsx";

const DIGEST = "b94d27b9934d3e08a52e52d7da7dabfac484efe37a5380ee9088f7ace2efcde9";
const TONES = ["ok", "attention", "danger", "neutral"] as const;
const SIZE_BYTES = 1_234_567;
const TIME = "2026-11-22T03:04:05.678Z";

export function PieceSpecimens() {
  const t = useTranslations("design");
  return (
    <Specimen title={t("pieces")}>
      <Breadcrumbs steps={[{ label: t("link"), href: "/design" }, { label: t("title") }]} />
      <div className="flex flex-wrap gap-2">
        {TONES.map((tone) => (
          <Badge key={tone} tone={tone} icon={<Clock aria-hidden="true" className="size-3.5" />}>
            {t("current")}
          </Badge>
        ))}
        <Badge tone="seal" icon={<SealMark className="size-3.5" />}>
          {t("done")}
        </Badge>
      </div>
      <div className="grid gap-3 sm:grid-cols-2">
        {TONES.map((tone) => (
          <Callout key={tone} tone={tone} title={t("callout")} actions={<Button size="sm">{t("button")}</Button>}>
            {t("hint")}
          </Callout>
        ))}
      </div>
      <Card title={t("card")} description={t("hint")} actions={<Button size="sm">{t("button")}</Button>}>
        <DefinitionList
          items={[
            { term: t("time"), description: <DateTime value={TIME} /> },
            { term: t("size"), description: <Bytes value={SIZE_BYTES} /> },
            { term: t("digest"), description: <Digest value={DIGEST} /> },
          ]}
        />
      </Card>
      <Progress label={t("current")} value={0.62} />
      <Progress label={t("waiting")} />
      <SpecimenTable />
      <CursorPagination newerHref="/design?newer" olderHref="/design?older" />
      <EmptyState icon={<Archive aria-hidden="true" />} title={t("empty")} actions={<Button>{t("button")}</Button>}>
        {t("hint")}
      </EmptyState>
      <Skeleton className="h-11" />
    </Specimen>
  );
}

function SpecimenTable() {
  const t = useTranslations("design");
  const head = (
    <>
      <Th>{t("time")}</Th>
      <Th>{t("digest")}</Th>
      <Th numeric>{t("size")}</Th>
    </>
  );
  return (
    <Table caption={t("table")} head={head}>
      {[1, 2, 3].map((row) => (
        <Tr key={row}>
          <Td>
            <DateTime value={TIME} brief />
          </Td>
          <Td>
            <Digest value={DIGEST} short />
          </Td>
          <Td numeric>
            <Bytes value={SIZE_BYTES * row} brief />
          </Td>
        </Tr>
      ))}
    </Table>
  );
}
