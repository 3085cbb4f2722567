import Link from "next/link";
import { useTranslations } from "next-intl";

/** Labels of a record; each leads to all records that bear it. */
export function TagList({ tags }: { tags: readonly string[] }) {
  const t = useTranslations("evidence.tags");
  if (tags.length === 0) return null;
  return (
    <ul aria-label={t("title")} className="flex flex-wrap gap-1.5">
      {tags.map((tag) => (
        <li key={tag} className="min-w-0">
          <Link
            href={`/evidence?${new URLSearchParams({ tag })}`}
            prefetch={false}
            title={t("all", { tag })}
            className="inline-block max-w-full rounded-sm border border-rule bg-sunken px-1.5 text-xs pointer-coarse:px-3 pointer-coarse:py-3 break-words text-ink-soft hover:border-ink hover:text-ink"
          >
            {tag}
          </Link>
        </li>
      ))}
    </ul>
  );
}
