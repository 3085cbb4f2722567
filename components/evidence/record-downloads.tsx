import { Download, FileJson, FileText, Fingerprint } from "lucide-react";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Card } from "#components/ui/card.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import type { RecordView } from "./record-view.ts";

/** The receipt in its forms, and the file itself where it is kept. */
export function RecordDownloads({ record }: { record: RecordView }) {
  const t = useTranslations("record.receipt");
  const title = useTranslations("record.sections")("receipt");
  const self = `/api/v1/evidence/${record.id}`;
  const anchored = record.state === "anchored";
  const icon = "size-4";
  return (
    <Card title={title} description={t(anchored ? "text" : "early")}>
      <div className="grid gap-3">
        {anchored ? (
          <>
            <File
              href={`${self}/receipt?format=pdf&lang=zh-CN`}
              icon={<FileText aria-hidden="true" className={icon} />}
            >
              {t("pdfZh")}
            </File>
            <File href={`${self}/receipt?format=pdf&lang=en`} icon={<FileText aria-hidden="true" className={icon} />}>
              {t("pdfEn")}
            </File>
          </>
        ) : null}
        <File href={`${self}/receipt?format=json`} icon={<FileJson aria-hidden="true" className={icon} />}>
          {t("json")}
        </File>
        {anchored ? (
          <File href={`${self}/receipt?format=tlog-proof`} icon={<Fingerprint aria-hidden="true" className={icon} />}>
            {t("proof")}
          </File>
        ) : null}
        {record.contentKept ? (
          <div className="grid border-t border-rule pt-3">
            <File href={`${self}/content`} icon={<Download aria-hidden="true" className={icon} />}>
              {t("content")}
            </File>
          </div>
        ) : null}
      </div>
    </Card>
  );
}

function File({ href, icon, children }: { href: string; icon: ReactNode; children: ReactNode }) {
  return (
    <LinkButton href={href} download prefetch={false} icon={icon} className="justify-start">
      {children}
    </LinkButton>
  );
}
