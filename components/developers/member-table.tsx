import { useTranslations } from "next-intl";
import type { Member } from "#lib/features/operations/reference/drawing/members.ts";

type MemberTableProps = {
  caption: string;
  members: readonly (Member & { in?: string; description?: string })[];
};

/** What goes in or comes out, a row each; on a phone one below the other. */
export function MemberTable({ caption, members }: MemberTableProps) {
  const t = useTranslations("developers");
  if (members.length === 0) return null;
  return (
    <div className="grid gap-1.5">
      <h3 className="text-xs font-semibold text-ink-soft">{caption}</h3>
      <ul className="divide-y divide-rule rounded-md border border-rule text-xs">
        {members.map(({ path, type, required, bounds, in: place, description }) => (
          <li key={`${place}${path}`} className="flex flex-wrap items-baseline gap-x-3 gap-y-0.5 px-3 py-1.5">
            <code className="font-mono font-medium wrap-anywhere">{path}</code>
            <span className="font-mono text-ink-soft wrap-anywhere">{[type, ...bounds].join(" · ")}</span>
            {place ? <span className="text-ink-soft">{t(`in.${place as "path"}`)}</span> : null}
            {required ? <span className="font-medium text-attention">{t("required")}</span> : null}
            {description ? <span className="basis-full text-ink-soft text-pretty">{description}</span> : null}
          </li>
        ))}
      </ul>
    </div>
  );
}
