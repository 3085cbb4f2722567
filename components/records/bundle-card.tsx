import { Download, FileJson, FileText, List, Search } from "lucide-react";
import Link from "next/link";
import { useLocale, useTranslations } from "next-intl";
import { NewShareLink } from "#components/sharing/new-share-link.tsx";
import { Button } from "#components/ui/button.tsx";
import { Bytes } from "#components/ui/bytes.tsx";
import { Card } from "#components/ui/card.tsx";
import { CursorPagination } from "#components/ui/cursor-pagination.tsx";
import { Digest } from "#components/ui/digest.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import type { RecordView, ShownFile } from "./record-view.ts";

const ICON = "size-4";

/** What is in a bundle: found by name, each with its receipt and a link of its own. Nothing for a record of one content. */
export function BundleCard({ record }: { record: RecordView }) {
  const t = useTranslations("record.bundle");
  const { id, bundle } = record;
  if (!bundle) return null;
  const { files, next, q, count, bytes } = bundle;
  const at = (after?: string) =>
    `/evidence/${id}?${new URLSearchParams({ ...(q && { files: q }), ...(after && { after }) })}#bundle`;
  return (
    <Card title={t("title", { count })} description={t("text")}>
      <div id="bundle" className="grid gap-5">
        <div className="flex flex-wrap items-center justify-between gap-3 text-sm">
          <span className="text-ink-soft">{bytes === undefined ? null : <Bytes value={bytes} brief />}</span>
          <LinkButton
            href={`/api/v1/bundles/${id}/list`}
            download
            prefetch={false}
            size="sm"
            title={t("listWhat")}
            icon={<List aria-hidden="true" className={ICON} />}
          >
            {t("list")}
          </LinkButton>
        </div>
        <search>
          <form action={`/evidence/${id}`} className="flex flex-wrap items-end gap-3">
            <div className="min-w-0 flex-1 basis-48">
              <TextField
                type="search"
                name="files"
                label={t("search")}
                defaultValue={q}
                maxLength={255}
                autoComplete="off"
              />
            </div>
            <Button type="submit" icon={<Search aria-hidden="true" className={ICON} />}>
              {t("find")}
            </Button>
          </form>
        </search>
        {files.length === 0 ? <p className="text-sm text-ink-soft">{t("none")}</p> : null}
        <ul className="divide-y divide-rule">
          {files.map((file) => (
            <FileRow key={file.place} record={record} file={file} />
          ))}
        </ul>
        <CursorPagination {...(next && { olderHref: at(next) })} />
      </div>
    </Card>
  );
}

function FileRow({ record, file }: { record: RecordView; file: ShownFile }) {
  const t = useTranslations("record.bundle");
  const locale = useLocale();
  const { id, state, sharing } = record;
  const { place, name, sha256, size, evidenceId } = file;
  const receipt = `/api/v1/bundles/${id}/files/${place}/receipt`;
  return (
    <li className="grid gap-2 py-3 text-sm">
      <div className="flex flex-wrap items-baseline justify-between gap-x-4 gap-y-1">
        <span className="min-w-0 font-medium break-words">
          {evidenceId === undefined ? (
            name
          ) : (
            <Link href={`/evidence/${evidenceId}`} prefetch={false} className="text-link">
              {name}
            </Link>
          )}
        </span>
        <span className="text-xs text-ink-soft">{size === undefined ? null : <Bytes value={size} brief />}</span>
      </div>
      <Digest value={sha256} short what={t("digestOf", { name })} />
      <div className="flex flex-wrap items-start gap-2">
        <LinkButton
          href={`${receipt}?format=json`}
          download
          prefetch={false}
          size="sm"
          aria-label={t("receiptOf", { name })}
          icon={<FileJson aria-hidden="true" className={ICON} />}
        >
          {t("receipt")}
        </LinkButton>
        {state === "anchored" ? (
          <LinkButton
            href={`${receipt}?format=pdf&lang=${locale}`}
            download
            prefetch={false}
            size="sm"
            aria-label={t("pdfOf", { name })}
            icon={<FileText aria-hidden="true" className={ICON} />}
          >
            PDF
          </LinkButton>
        ) : null}
        {evidenceId === undefined ? null : (
          <LinkButton
            href={`/api/v1/evidence/${evidenceId}/content`}
            download
            prefetch={false}
            size="sm"
            aria-label={t("contentOf", { name })}
            icon={<Download aria-hidden="true" className={ICON} />}
          >
            {t("content")}
          </LinkButton>
        )}
        {sharing.mayShare && !sharing.suspended ? <NewShareLink id={id} file={{ place, name }} /> : null}
      </div>
    </li>
  );
}
