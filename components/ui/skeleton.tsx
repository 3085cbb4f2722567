import { useTranslations } from "next-intl";
import { cx } from "./class-names.ts";

/** The shape of what is on its way. Give it a size by class. */
export function Skeleton({ className }: { className?: string }) {
  return <div aria-hidden="true" className={cx("animate-breathe rounded-md bg-rule/70", className)} />;
}

/** A page on its way, for loading.tsx. */
export function PageSkeleton({ rows = 6 }: { rows?: number }) {
  const t = useTranslations("common");
  return (
    <div role="status" className="page grid gap-3 py-12">
      <span className="sr-only">{t("loading")}</span>
      <Skeleton className="mb-4 h-9 w-64" />
      {Array.from({ length: rows }, (_, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: rows are alike
        <Skeleton key={row} className="h-11 w-full" />
      ))}
    </div>
  );
}
