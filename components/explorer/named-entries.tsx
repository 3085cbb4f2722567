import { useTranslations } from "next-intl";
import { Breadcrumbs } from "#components/ui/breadcrumbs.tsx";
import { Button } from "#components/ui/button.tsx";
import { CursorPagination } from "#components/ui/cursor-pagination.tsx";
import { LinkButton } from "#components/ui/link-button.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import { type NamedBy, namedPath } from "#lib/features/ledger/explorer/schema/named.ts";
import { EntriesTable, type EntryRow } from "./entries-table.tsx";

type NamedEntriesProps = {
  /** The explorer's, of the ledger. */
  path: string;
  page: { by: NamedBy | undefined; entries: readonly EntryRow[]; older: string | undefined };
  isFirst: boolean;
};

const WORDS = {
  issuer: { title: "issuerTitle", lead: "issuerLead", none: "none" },
  subject: { title: "subjectTitle", lead: "subjectLead", none: "noneSubject" },
  pick: { title: "pickTitle", lead: "pickLead", none: "none" },
} as const;

/** The entries of a ledger that name an issuer, or are about one certificate. */
export function NamedEntries({ path, page: { by, entries, older }, isFirst }: NamedEntriesProps) {
  const [t, explorer] = [useTranslations("explorer.named"), useTranslations("explorer")];
  const words = WORDS[by?.what ?? "pick"];
  return (
    <div className="page grid gap-6">
      <PageHeader
        above={<Breadcrumbs steps={[{ label: explorer("title"), href: path }, { label: t(words.title) }]} />}
        title={t(words.title)}
        lead={t(words.lead)}
      />
      {by?.what === "subject" ? (
        <p className="grid gap-1 text-sm">
          <span className="text-ink-soft">{t("subject")}</span>
          <code className="text-xs break-all">{by.subject}</code>
        </p>
      ) : (
        <IssuerForm path={path} issuer={by?.issuer} />
      )}
      {by ? (
        <section className="grid gap-4">
          <p role="status" className="text-sm text-ink-soft">
            {entries.length > 0 ? t("count", { count: entries.length }) : t(words.none)}
          </p>
          {entries.length > 0 ? <EntriesTable caption={t("caption")} entries={entries} showsTime /> : null}
          <div className="flex flex-wrap items-end justify-between gap-3">
            {isFirst ? (
              <span />
            ) : (
              <LinkButton href={`${path}${namedPath(by)}`} size="sm">
                {t("newest")}
              </LinkButton>
            )}
            <CursorPagination {...(older ? { olderHref: older } : {})} />
          </div>
        </section>
      ) : null}
      {by?.what === "subject" ? null : (
        <p className="text-sm text-ink-soft">
          {t.rich("watch", { command: (text) => <code className="font-mono whitespace-nowrap">{text}</code> })}
        </p>
      )}
    </div>
  );
}

function IssuerForm({ path, issuer }: { path: string; issuer: string | undefined }) {
  const t = useTranslations("explorer.named");
  return (
    <search>
      <form action={`${path}/entries`} className="grid grid-cols-[minmax(0,1fr)_auto] items-start gap-3">
        <TextField
          type="search"
          name="issuer"
          label={t("issuer")}
          defaultValue={issuer}
          placeholder="did:web:…"
          maxLength={256}
          autoComplete="off"
          spellCheck={false}
          required
          mono
        />
        {/* As far down as the field stands below its label. */}
        <Button type="submit" className="mt-[1.85rem]">
          {t("show")}
        </Button>
      </form>
    </search>
  );
}
