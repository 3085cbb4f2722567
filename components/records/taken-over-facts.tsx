import { useTranslations } from "next-intl";
import { DateTime } from "#components/ui/date-time.tsx";
import { DefinitionList } from "#components/ui/definition-list.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import type { OwnField } from "#lib/core/claim/own-fields.ts";
import type { OriginMember } from "#lib/core/claim/stated-origin.ts";
import { plain } from "#lib/core/text/plain-text.ts";
import { originRows } from "#lib/verify/claim-words.ts";

/** What the submitter stated of another service, below a heading that says so; its receipt is a record of its own. */
export function TakenOverFacts({ origin }: { origin: [OriginMember, OwnField][] }) {
  const t = useTranslations("record.takenOver");
  const words = useTranslations("claim");
  const items = origin.map(([member, field]) => {
    const [row] = originRows([[member, field]], words);
    return { term: row?.term ?? "", description: <Value member={member} field={field} text={row?.value ?? ""} /> };
  });
  return (
    <section aria-label={t("title")} className="pt-4">
      <h3 className="text-sm font-semibold">{t("title")}</h3>
      <p className="max-w-prose pb-1 text-sm text-ink-soft">{t("text")}</p>
      <DefinitionList items={items} />
    </section>
  );
}

function Value({ member, field, text }: { member: OriginMember; field: OwnField; text: string }) {
  if (member === "time") return <DateTime value={field.value} />;
  if (member !== "receipt") return <bdi className="break-words">{plain(text)}</bdi>;
  return (
    <TextLink href={`/evidence/${encodeURIComponent(field.value)}`} prefetch={false}>
      <span className="font-mono text-xs break-all">{field.value}</span>
    </TextLink>
  );
}
