import { useTranslations } from "next-intl";
import { ConfirmedAction } from "#components/forms/confirmed-action.tsx";
import type { RecordView, ShareLinkView } from "#components/records/record-view.ts";
import { Badge } from "#components/ui/badge.tsx";
import { CopyButton } from "#components/ui/copy-button.tsx";
import { CursorPagination } from "#components/ui/cursor-pagination.tsx";
import { DateTime } from "#components/ui/date-time.tsx";
import { revokeShareLinkAction } from "#lib/features/evidence/sharing/actions.ts";
import { NewShareLink } from "./new-share-link.tsx";
import { ShareQr } from "./share-qr.tsx";

const TONES = { open: "ok", expired: "attention", revoked: "danger" } as const;

/** The links that open a record until they end: those that do, page by page, a way to make another, and those that ended. */
export function ShareLinks({ id, sharing }: { id: string; sharing: RecordView["sharing"] }) {
  const { links, mayShare, suspended, older, newer } = sharing;
  const at = (cursor: Record<string, string>) => `/evidence/${id}?${new URLSearchParams(cursor)}#share-links`;
  const t = useTranslations("record.share");
  const open = links.filter(({ state }) => state === "open");
  const ended = links.filter(({ state }) => state !== "open");
  return (
    <section aria-labelledby="share-links" className="grid gap-4 border-t border-rule pt-5">
      <div className="grid gap-0.5">
        <h3 id="share-links" className="text-sm font-medium">
          {t("links")}
        </h3>
        <p className="text-xs text-ink-soft">{t("linksText")}</p>
        {sharing.open > open.length ? (
          <p className="text-xs text-ink-soft">{t("openCount", { count: sharing.open })}</p>
        ) : null}
      </div>
      {open.length > 0 ? (
        <ul className="grid gap-4">
          {open.map((link) => (
            <ShareLink key={link.id} id={id} link={link} mayShare={mayShare} />
          ))}
        </ul>
      ) : null}
      <CursorPagination newerHref={newer && at({ newer })} olderHref={older && at({ older })} />
      {mayShare && suspended ? <p className="text-sm text-ink-soft">{t("suspended")}</p> : null}
      {mayShare && !suspended ? <NewShareLink id={id} /> : null}
      {ended.length > 0 ? (
        <details>
          <summary className="cursor-pointer py-1 text-xs text-ink-soft">{t("ended", { count: ended.length })}</summary>
          <ul className="grid gap-3 pt-2">
            {ended.map((link) => (
              <ShareLink key={link.id} id={id} link={link} mayShare={false} />
            ))}
          </ul>
        </details>
      ) : null}
    </section>
  );
}

function ShareLink({ id, link, mayShare }: { id: string; link: ShareLinkView; mayShare: boolean }) {
  const t = useTranslations("record.share");
  const label = link.label || t("untitled");
  return (
    <li className="grid gap-1.5 text-sm">
      <div className="flex flex-wrap items-center justify-between gap-2">
        <span className="min-w-0 font-medium break-words">{label}</span>
        <Badge tone={TONES[link.state]}>{t(link.state === "open" ? "openNow" : link.state)}</Badge>
      </div>
      <p className="text-xs text-ink-soft">
        {t.rich("until", { time: () => <DateTime value={link.expiresAt} brief /> })} · {link.madeBy}
      </p>
      {mayShare && link.url && link.qr ? (
        <>
          <div className="flex items-start gap-1">
            <code className="min-w-0 font-mono text-xs break-all text-ink-soft">{link.url}</code>
            <CopyButton value={link.url} what={t("copy")} />
          </div>
          <div className="flex flex-wrap gap-2">
            <ShareQr qr={link.qr} label={label} title={t("qrTitle")} show={t("showQr")} name={t("qrOf", { label })} />
            <ConfirmedAction
              action={revokeShareLinkAction}
              fields={{ id, link: link.id }}
              label={t("revoke")}
              longLabel={t("revokeWhat", { label })}
              title={t("revokeTitle", { label })}
              description={t("revokeText")}
              confirmLabel={t("revokeConfirm")}
            />
          </div>
        </>
      ) : null}
    </li>
  );
}
