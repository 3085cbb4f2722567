import { Check, EyeOff, X } from "lucide-react";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { DateTime } from "#components/ui/date-time.tsx";
import { DefinitionList } from "#components/ui/definition-list.tsx";
import { plain } from "#lib/core/text/plain-text.ts";
import { readPredicateName } from "#lib/credentials/predicates.ts";
import type { CertificateVerification, ShownContent } from "#lib/verify/certificate/words.ts";
import { type Labels, labelOf } from "./labels.ts";
import type { Translate } from "./verdict-words.ts";

/** Where what a certificate says stands in words. */
export const CONTENT_ID = "certificate-content";

type ContentCardProps = {
  verification: CertificateVerification;
  content: ShownContent;
  /** Names of fields in the reader's language, where the page knows them. */
  labels?: Labels | undefined;
};

/** The certificate's own fields, as its credential has them; and what the holder chose not to show. */
export function ContentCard({ verification, content, labels = {} }: ContentCardProps) {
  const t = useTranslations("certificateVerdict.content");
  const { form, verdict, period, issuer, id } = verification;
  const { title, holder, description, criteria, fields, hidden } = content;
  const field = (name: string) => <bdi>{plain(labelOf(labels, name))}</bdi>;
  return (
    <section id={CONTENT_ID} className="grid gap-3">
      <div className="grid gap-1">
        <h3 className="font-serif text-lg font-semibold">{t("title")}</h3>
        <p className="text-sm text-ink-soft">{note(verdict, t)}</p>
      </div>
      <div className="grid gap-1">
        <p className="font-serif text-2xl font-semibold wrap-anywhere text-balance">
          <bdi>{plain(title)}</bdi>
        </p>
        {holder ? (
          <p className="text-lg wrap-anywhere">
            <span className="text-sm text-ink-soft">{t("holder")} </span>
            <bdi className="font-semibold">{plain(holder)}</bdi>
          </p>
        ) : null}
      </div>
      <DefinitionList
        items={[
          { term: t("issuer"), description: issuer && <IssuerLine issuer={issuer} name={content.issuerName} /> },
          ...inOrder(fields, labels).map(({ name, value }) => ({
            term: field(name),
            description: <bdi>{plain(value)}</bdi>,
          })),
          { term: t("description"), description: description && plain(description) },
          { term: t("criteria"), description: criteria && plain(criteria) },
          { term: t("from"), description: period?.from && <DateTime value={period.from} /> },
          { term: t("until"), description: period?.until && <DateTime value={period.until} /> },
          { term: t("id"), description: id && <code className="font-mono text-[0.9em] break-all">{id}</code> },
        ]}
      />
      <Statements content={content} labels={labels} />
      {form === "bbs" ? <Unlinkable hidden={hidden.either ?? 0} /> : null}
      {hidden.fields > 0 ? <Hidden>{t("hidden", { count: hidden.fields })}</Hidden> : null}
      {hidden.predicates > 0 ? <Hidden>{t("hiddenStatements", { count: hidden.predicates })}</Hidden> : null}
    </section>
  );
}

/** As the template has its fields, where their names are known; a proof's disclosures have no order of their own. */
function inOrder(fields: ShownContent["fields"], labels: Labels): ShownContent["fields"] {
  const names = Object.keys(labels);
  const place = ({ name }: ShownContent["fields"][number]) =>
    names.includes(name) ? names.indexOf(name) : names.length;
  return fields.toSorted((one, other) => place(one) - place(other));
}

function Hidden({ children }: { children: ReactNode }) {
  return (
    <p className="flex gap-2 text-sm text-ink-soft">
      <EyeOff aria-hidden="true" className="mt-0.5 size-4 shrink-0" />
      {children}
    </p>
  );
}

/** What a proof that cannot be connected with others shows, and what it does not: nobody may take it for more. */
function Unlinkable({ hidden }: { hidden: number }) {
  const t = useTranslations("certificateVerdict.content.unlinkable");
  return (
    <section className="grid gap-2 rounded-lg border border-rule p-4">
      <h4 className="font-semibold">{t("title")}</h4>
      <ul className="grid max-w-prose gap-2 text-sm">
        <li>{t("signed")}</li>
        <li>{hidden > 0 ? t("hidden", { count: hidden }) : t("hiddenNone")}</li>
        <li>{t("unlinkable")}</li>
        <li>{t("bearer")}</li>
      </ul>
    </section>
  );
}

/** What the issuer worked out, and whether the value behind it came along: said in words, as nothing about it is to be seen. */
function Statements({ content, labels }: { content: ShownContent; labels: Labels }) {
  const t = useTranslations("certificateVerdict.content");
  const all = useTranslations("certificateVerdict");
  if (content.predicates.length === 0) return null;
  const isShown = (name: string) => {
    const field = readPredicateName(name)?.field;
    return content.fields.some((each) => each.name === field);
  };
  return (
    <section className="grid gap-2 rounded-lg border border-rule p-4">
      <h4 className="font-semibold">{t("proven")}</h4>
      <ul className="grid gap-3">
        {content.predicates.map(({ name, holds }) => (
          <li key={name} className="flex gap-2">
            {holds ? (
              <Check aria-hidden="true" className="mt-0.5 size-4 shrink-0 text-ok" />
            ) : (
              <X aria-hidden="true" className="mt-0.5 size-4 shrink-0 text-ink-soft" />
            )}
            <div className="grid min-w-0 gap-0.5">
              <p>
                <bdi className="font-medium">{predicateText(name, { labels, t: all })}</bdi> ·{" "}
                {t(`predicate.${holds ? "holds" : "fails"}`)}
              </p>
              <p className="text-xs text-ink-soft">{t(isShown(name) ? "provenBeside" : "provenWithout")}</p>
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Where the content comes from, and how far it is vouched for. */
function note(
  verdict: CertificateVerification["verdict"],
  t: ReturnType<typeof useTranslations<"certificateVerdict.content">>,
): string {
  if (verdict === "issuer_unproven") return t("selfStated");
  return t(verdict === "could_not_check" ? "unconfirmed" : "fromCredential");
}

/** Whose it is: proven by a domain, or by nobody but itself; the two never look the same. */
function IssuerLine({ issuer, name }: { issuer: NonNullable<CertificateVerification["issuer"]>; name: string }) {
  const t = useTranslations("certificateVerdict.issuer");
  const separator = useTranslations("certificateVerdict")("separator");
  const { did, domains, named = [], isProven } = issuer;
  return (
    <>
      <bdi className="font-semibold">{plain(name)}</bdi>
      <span className={isProven ? "block text-sm text-ok" : "block text-sm text-attention"}>
        {isProven
          ? t("proven", { domains: domains.map(({ domain }) => plain(domain)).join(separator) })
          : t("unproven")}
      </span>
      {named.length > 0 ? (
        <span className="block text-sm text-ink-soft">{t("named", { domains: named.map(plain).join(separator) })}</span>
      ) : null}
      <code className="block font-mono text-xs text-ink-soft break-all">{plain(did)}</code>
    </>
  );
}

export function predicateText(name: string, { labels, t }: { labels: Labels; t: Translate }): string {
  const rule = readPredicateName(name);
  const { field, kind, value } = rule ?? { field: name, kind: "other" as const, value: "" };
  return t(`content.predicates.${kind}`, { field: plain(labelOf(labels, field)), value: plain(value) });
}
