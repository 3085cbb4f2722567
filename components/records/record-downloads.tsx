import { Download, FileJson, FileKey, FileText, Fingerprint } from "lucide-react";
import { useLocale, useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Card } from "#components/ui/card.tsx";
import { InAppNotice } from "#components/ui/in-app-notice.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import type { RecordView } from "./record-view.ts";

/** The receipt in its forms, and the file itself where it is kept. */
export function RecordDownloads({ record, isRenewed = false }: { record: RecordView; isRenewed?: boolean }) {
  const t = useTranslations("record.receipt");
  const title = useTranslations("record.sections")("receipt");
  const self = `/api/v1/evidence/${record.id}`;
  const anchored = record.state === "anchored";
  const icon = "size-4";
  const isChinese = useLocale() === "zh-CN";
  const pdfs = [
    { lang: "zh-CN", label: t("pdfZh"), own: isChinese },
    { lang: "en", label: t("pdfEn"), own: !isChinese },
  ].sort((a, b) => Number(b.own) - Number(a.own));
  return (
    <Card title={title} description={t(anchored ? "text" : "early")} className="print:hidden">
      <div className="grid gap-3">
        <InAppNotice />
        {anchored
          ? pdfs.map(({ lang, label, own }) => (
              <File
                key={lang}
                main={own}
                href={`${self}/receipt?format=pdf&lang=${lang}`}
                icon={<FileText aria-hidden="true" className={icon} />}
              >
                {label}
              </File>
            ))
          : null}
        <File href={`${self}/receipt?format=json`} icon={<FileJson aria-hidden="true" className={icon} />}>
          {t("json")}
        </File>
        {isRenewed ? (
          <File
            href={`${self}/receipt?format=json&renewal=true`}
            icon={<FileJson aria-hidden="true" className={icon} />}
          >
            {t("renewed")}
          </File>
        ) : null}
        {anchored ? (
          <File href={`${self}/receipt?format=tlog-proof`} icon={<Fingerprint aria-hidden="true" className={icon} />}>
            {t("proof")}
          </File>
        ) : null}
        {anchored ? (
          <File href={`${self}/receipt?format=cose`} icon={<FileKey aria-hidden="true" className={icon} />}>
            {t("cose")}
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

type FileProps = {
  href: string;
  icon: ReactNode;
  /** What most people take. */
  main?: boolean;
  children: ReactNode;
};

function File({ href, icon, main, children }: FileProps) {
  const variant = main ? "primary" : "secondary";
  return (
    <LinkButton href={href} download prefetch={false} icon={icon} variant={variant} className="justify-start">
      {children}
    </LinkButton>
  );
}
