import Link from "next/link";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";

/** The way here; the last step is the page itself and has no href. */
export function Breadcrumbs({ steps }: { steps: readonly { label: ReactNode; href?: string }[] }) {
  const t = useTranslations("common");
  return (
    <nav aria-label={t("breadcrumbs")}>
      <ol className="flex flex-wrap items-center gap-x-2 text-xs text-ink-soft">
        {steps.map((step, position) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: steps have no identity but their place
          <li key={position} className="flex min-w-0 items-center gap-2">
            {position > 0 ? <span aria-hidden="true">/</span> : null}
            {step.href ? (
              <Link href={step.href} className="text-link inline-flex min-h-6 items-center">
                {step.label}
              </Link>
            ) : (
              <span aria-current="page" className="wrap-anywhere">
                {step.label}
              </span>
            )}
          </li>
        ))}
      </ol>
    </nav>
  );
}
