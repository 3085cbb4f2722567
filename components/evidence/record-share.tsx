import { useTranslations } from "next-intl";
import { Card } from "#components/ui/card.tsx";
import { CopyButton } from "#components/ui/copy-button.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import type { RecordView } from "./record-view.ts";

/** Modules of quiet zone around the code. ISO/IEC 18004 section 6.3.8. */
const QUIET_MODULES = 4;

/** The page that anyone may open, to follow, copy or scan. */
export function RecordShare({ record }: { record: RecordView }) {
  const t = useTranslations("record.share");
  const title = useTranslations("record.sections")("share");
  const { publicPage, qr } = record;
  const edge = qr.size + 2 * QUIET_MODULES;
  return (
    <Card title={title} description={t("text")}>
      <div className="grid gap-4">
        <div className="flex items-start gap-1 text-sm">
          <TextLink href={`/v/${record.id}`} prefetch={false} className="min-w-0 break-all">
            {publicPage}
          </TextLink>
          <CopyButton value={publicPage} what={t("link")} />
        </div>
        {/* Dark on light in either scheme: many readers know no other. */}
        <svg
          role="img"
          aria-label={t("qr")}
          viewBox={`${-QUIET_MODULES} ${-QUIET_MODULES} ${edge} ${edge}`}
          shapeRendering="crispEdges"
          className="w-40 rounded-md bg-white"
        >
          <path d={qr.path} fill="#000" />
        </svg>
      </div>
    </Card>
  );
}
